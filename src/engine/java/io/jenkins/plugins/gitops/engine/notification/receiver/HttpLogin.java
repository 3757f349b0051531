package io.jenkins.plugins.gitops.engine.notification.receiver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How a server of HTTP is told who asks.
 *
 * @param user absent for a token, which is sent as a bearer's
 */
public record HttpLogin(Optional<String> user, ReceiverSecret secret) {

    void addTo(ReceiverHttp.Post post) {
        if (user.isEmpty()) {
            post.secret("Authorization", "Bearer ", secret);
            return;
        }
        String pair = user.get() + ":" + secret.value();
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        post.masking(secret.value()).secret("Authorization", "Basic ", new ReceiverSecret(encoded));
    }
}
