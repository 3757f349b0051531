package io.jenkins.plugins.gitops.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text that a person wrote with any editor: UTF-8 whatever this process' locale is, with or without a byte order mark. */
public final class WrittenText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private WrittenText() {}

    /**
     * The text without the mark; its line ends stay as they are.
     *
     * @param origin as the error names it: {@code The token file x}
     * @throws GitopsException when it is not UTF-8, as what some shells of Windows write
     */
    public static String of(byte[] bytes, String origin) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw wrong(origin);
        }
        // UTF-16 of plain letters is valid UTF-8 with NUL in it.
        if (text.indexOf('\0') >= 0) {
            throw wrong(origin);
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static GitopsException wrong(String origin) {
        return new GitopsException(
                origin + " is not UTF-8",
                "Save it as UTF-8; in PowerShell, write it with 'Out-File -Encoding utf8' or 'Set-Content -Encoding"
                        + " utf8'");
    }
}
