package io.jenkins.plugins.gitops.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Changes seeds a little, the same way in each run: by bytes, by parts of other seeds, and by what readers stumble over. */
final class InputMutator {

    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_REPEAT = 3000;
    private static final int LONGEST = 1 << 16;

    private static final List<String> STUMBLES = List.of(
            "\n",
            "\r",
            "\t",
            " ",
            "\0",
            "\u0085",
            "\u2028",
            "\u202e",
            "\ufeff",
            "\ud83d\ude80",
            ":",
            ": ",
            "- ",
            "? ",
            "#",
            "&a ",
            "*a",
            "*a ",
            "<<: *a\n",
            "<<: [*a, *a]\n",
            "!!binary ",
            "!!set {a}",
            "!x ",
            "---\n",
            "...\n",
            "%YAML 9.9\n",
            "{",
            "}",
            "[",
            "]",
            "{{",
            "}}",
            "\"",
            "'",
            "|\n",
            ">-\n",
            "\\",
            "\\u",
            "\\ud800",
            "/",
            "..",
            "../",
            "@",
            "@sha256:",
            "=",
            "-1",
            "0",
            "1e999999999",
            "9223372036854775808",
            "0x",
            ".nan",
            "~",
            "null",
            "true",
            "NaN",
            "<",
            ">",
            "</",
            "<a",
            "&amp;",
            "&#0;",
            "<!DOCTYPE a>",
            "<![CDATA[",
            "<?",
            "%",
            "%2f",
            "%zz",
            "://",
            "$",
            "${a}",
            "*",
            "(",
            ")",
            "+",
            "9999-99-99T99:99:99Z",
            "2026-11-20",
            "PT999999999999999999H",
            "-----BEGIN ");

    private final List<byte[]> seeds;
    private final Random random;

    InputMutator(List<byte[]> seeds, long number) {
        this.seeds = seeds;
        this.random = new Random(number);
    }

    byte[] next() {
        byte[] input = seed();
        for (int i = random.nextInt(MOST_CHANGES) + 1; i > 0; i--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(input.length - from, 64) + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input);
            case 1 -> spliced(input, from, from, new byte[] {(byte) random.nextInt()});
            case 2, 3 -> spliced(input, from, from, stumble());
            case 4 -> spliced(input, from, to, new byte[0]);
            case 5 -> spliced(input, from, from, part(input));
            case 6 -> spliced(input, from, to, part(seed()));
            default -> random.nextInt(20) == 0 ? spliced(input, from, from, repeated()) : flipped(input);
        };
    }

    private byte[] flipped(byte[] input) {
        if (input.length > 0) {
            input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return input;
    }

    private byte[] stumble() {
        return STUMBLES.get(random.nextInt(STUMBLES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] repeated() {
        return new String(stumble(), StandardCharsets.UTF_8)
                .repeat(random.nextInt(LONGEST_REPEAT))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] part(byte[] source) {
        int from = random.nextInt(source.length + 1);
        int length = random.nextInt(Math.min(source.length - from, 200) + 1);
        return java.util.Arrays.copyOfRange(source, from, from + length);
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, from);
        out.writeBytes(between);
        out.write(input, to, input.length - to);
        return out.size() > LONGEST ? input : out.toByteArray();
    }
}
