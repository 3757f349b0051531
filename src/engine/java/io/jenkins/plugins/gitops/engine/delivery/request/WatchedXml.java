package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.CountedInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that a parser reads. Ends with an error where they go on for too long, and remembers what tells afterwards why the
 * parser gave up: how they begin, and the first byte that is not UTF-8.
 */
final class WatchedXml extends CountedInput {

    static final long LONGEST = 64L << 20;
    private static final Pattern ENCODING =
            Pattern.compile("^<\\?xml[^>]{1,200}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final int HEAD = 512;

    /**
     * A byte that is not UTF-8.
     *
     * @param line from 1
     * @param offset from the file's begin, from 0
     */
    record BadByte(int value, int line, long offset) {}

    private final byte[] head = new byte[HEAD];
    private long read;
    private int line = 1;
    private BadByte bad;

    /** The sequence that is under way: its first byte, and which bytes may come next. */
    private BadByte lead;

    private int missing;
    private int lowest;
    private int highest;

    WatchedXml(InputStream xml) {
        super(xml);
    }

    boolean tooLong() {
        return read > LONGEST;
    }

    boolean empty() {
        return read == 0;
    }

    /** The beginning, read as UTF-8, without a byte order mark. */
    String head() {
        String text = new String(Arrays.copyOf(head, (int) Math.min(read, HEAD)), StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The encoding that the XML declaration names. */
    Optional<String> declaredEncoding() {
        Matcher declared = ENCODING.matcher(head());
        return declared.find() ? Optional.of(declared.group(1)) : Optional.empty();
    }

    Optional<BadByte> notUtf8() {
        return Optional.ofNullable(bad);
    }

    @Override
    protected void came(byte[] buffer, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            look(buffer[i] & 0xff);
        }
        if (tooLong()) {
            throw new IOException("too long");
        }
        // Before the JDK's parser meets it, which prints this fault on standard error.
        if (bad != null && shallBeUtf8()) {
            throw new IOException("not UTF-8");
        }
    }

    private boolean shallBeUtf8() {
        boolean sixteenBits = head[0] == 0 || head[1] == 0 || (head[0] & 0xfe) == 0xfe && (head[1] & 0xfe) == 0xfe;
        return !sixteenBits && declaredEncoding().orElse("utf-8").equalsIgnoreCase("utf-8");
    }

    private void look(int value) {
        if (read < HEAD) {
            head[(int) read] = (byte) value;
        }
        if (bad == null) {
            decode(value);
        }
        if (value == '\n') {
            line++;
        }
        read++;
    }

    /** As RFC 3629 has it: no overlong form, no half of a pair, nothing above U+10FFFF. */
    private void decode(int value) {
        if (missing > 0) {
            if (value < lowest || value > highest) {
                bad = lead;
            }
            missing--;
            lowest = 0x80;
            highest = 0xbf;
        } else if (value >= 0x80) {
            lead = new BadByte(value, line, read);
            missing = value >= 0xf0 ? 3 : value >= 0xe0 ? 2 : 1;
            lowest = value == 0xe0 ? 0xa0 : value == 0xf0 ? 0x90 : 0x80;
            highest = value == 0xed ? 0x9f : value == 0xf4 ? 0x8f : 0xbf;
            if (value < 0xc2 || value > 0xf4) {
                bad = lead;
            }
        }
    }
}
