package io.jenkins.plugins.gitops.steps;

import hudson.console.LineTransformationOutputStream;
import io.jenkins.plugins.gitops.access.RegistryAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A log that masks a registry's password line by line, in every encoding in which it is sent. Without a password, lines pass
 * unchanged. Closing it leaves the build's log open.
 */
final class MaskedLog extends LineTransformationOutputStream {

    /** A shorter password is not masked: it would mask parts of most lines. */
    private static final int SHORTEST_SECRET = 4;

    private final OutputStream log;
    private final List<String> secrets;

    MaskedLog(OutputStream log, Optional<RegistryAccess> registry) {
        this.log = log;
        this.secrets = registry.stream()
                .flatMap(access -> access.password().stream()
                        .flatMap(password -> forms(access.username().orElse(""), password)))
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .map(MaskedLog::bytes)
                .toList();
    }

    private static Stream<String> forms(String user, String password) {
        return Stream.of(
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)),
                URLEncoder.encode(password, StandardCharsets.UTF_8),
                password);
    }

    /** Each byte as one character, whatever the encoding of the log. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    protected void eol(byte[] line, int length) throws IOException {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
            text = text.replace(secret, "****");
        }
        log.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void flush() throws IOException {
        log.flush();
    }
}
