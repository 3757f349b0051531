package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.access.RegistryAccess;
import java.io.ByteArrayOutputStream;
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
 * unchanged. Of a longer line only the first 64 KiB are kept: a builder, or the Dockerfile of a fork, may print without ever
 * ending its line. Closing it leaves the build's log open.
 */
final class MaskedLog extends OutputStream {

    /** In bytes. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** A shorter password is not masked: it would mask parts of most lines. */
    private static final int SHORTEST_SECRET = 4;

    private final OutputStream log;
    private final List<String> secrets;

    /** What is read of a line: a password that begins in what is kept is read to its end, and masked. */
    private final int longest;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long length;

    MaskedLog(OutputStream log, Optional<RegistryAccess> registry) {
        this.log = log;
        this.secrets = registry.stream()
                .flatMap(access -> access.password().stream()
                        .flatMap(password -> forms(access.username().orElse(""), password)))
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .map(MaskedLog::bytes)
                .toList();
        this.longest =
                LONGEST_LINE + secrets.stream().mapToInt(String::length).max().orElse(0);
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
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + count; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, from, i + 1 - from);
                forceEol();
                from = i + 1;
            }
        }
        keep(bytes, from, offset + count - from);
    }

    private void keep(byte[] bytes, int offset, int count) {
        line.write(bytes, offset, Math.min(count, longest - line.size()));
        length += count;
    }

    /** Writes what there is of a line, as at its end. */
    void forceEol() throws IOException {
        if (length == 0) {
            return;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
            text = text.replace(secret, "****");
        }
        if (length > LONGEST_LINE) {
            // What was not read to its end may be a part of a password.
            int whole = text.length() - (length > longest ? longest - LONGEST_LINE : 0);
            text = text.substring(0, Math.min(whole, LONGEST_LINE)) + "... (a line of " + length + " bytes)\n";
        }
        log.write(text.getBytes(StandardCharsets.ISO_8859_1));
        line.reset();
        length = 0;
    }

    @Override
    public void flush() throws IOException {
        log.flush();
    }
}
