package io.jenkins.plugins.gitops.engine.notification.receiver;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers by which a receiver sees that a webhook comes from here and is not an old one, as Standard Webhooks 1.0 has them
 * (standardwebhooks.com): HMAC-SHA256 over {@code id.timestamp.body}, in Base64.
 */
final class WebhookSignature {

    /** A secret with this prefix is Base64; any other is its UTF-8. */
    private static final String ENCODED = "whsec_";

    private WebhookSignature() {}

    /** @param at when it is sent: receivers refuse what is older than some minutes */
    static Map<String, String> headers(ReceiverSecret secret, String id, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", timestamp,
                "webhook-signature", "v1," + sign(key(secret.value()), id + "." + timestamp + ".", body));
    }

    private static byte[] key(String secret) {
        if (secret.startsWith(ENCODED)) {
            try {
                return Base64.getDecoder().decode(secret.substring(ENCODED.length()));
            } catch (IllegalArgumentException notBase64) {
                // As any other text.
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    private static String sign(byte[] key, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }
}
