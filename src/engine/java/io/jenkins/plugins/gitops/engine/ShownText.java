package io.jenkins.plugins.gitops.engine;

import java.util.HexFormat;
import java.util.function.IntPredicate;

/**
 * Text of others that people are shown: in a log, on a page, in a commit, as a label. A name, a message or an answer may hold
 * characters that nobody sees but that change what is seen: a terminal obeys them, a reader takes them for the end of a line,
 * or the rest of the line is written in the other direction. By Unicode's categories these are control characters (Cc, also
 * those above ASCII), format characters (Cf), separators of lines and paragraphs (Zl, Zp) and halves of pairs (Cs), and the
 * code points that are no characters. A run of them becomes one blank.
 *
 * <p>What a text needs stays: the joiners of emoji and of Persian (U+200C, U+200D), the signs of category Cf that are seen, and
 * characters newer than this Java.
 */
public final class ShownText {

    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;
    private static final int HASH_BYTES = 6;

    private ShownText() {}

    /** With its line feeds and tabs. */
    public static String of(String text) {
        return cleaned(text, ShownText::isInText);
    }

    /** In one line. */
    public static String line(String text) {
        return cleaned(text, ShownText::isShown);
    }

    /**
     * The beginning in one line, with three dots where there is more.
     *
     * @param longest how many characters (UTF-16); the rest is not looked at
     */
    public static String line(String text, int longest) {
        return line(cut(text, longest));
    }

    /**
     * The same in one line that no other text has: where that is not the text itself, with a short hash of all of it behind.
     *
     * @param longest how many characters (UTF-16) stay of the text
     */
    public static String distinct(String text, int longest) {
        String line = line(text, longest);
        return line.equals(text) ? text : line + "#" + hash(text);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, HASH_BYTES);
    }

    /** The beginning, with three dots where there is more; no pair is cut in two. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean inPair = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
        return text.substring(0, inPair ? longest - 1 : longest) + "...";
    }

    /** Whether it is a line as it is. */
    public static boolean isLine(String text) {
        return isClean(text, ShownText::isShown);
    }

    private static boolean isInText(int character) {
        return character == '\n' || character == '\t' || isShown(character);
    }

    private static boolean isShown(int character) {
        if (character < 0x7f) {
            return character >= ' ';
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> isSeen(character);
            case Character.UNASSIGNED -> !isNoncharacter(character);
            default -> true;
        };
    }

    /** The joiners, and the signs that stand before the numbers and words of some scripts (Prepended_Concatenation_Mark). */
    private static boolean isSeen(int format) {
        return switch (format) {
            case NON_JOINER, JOINER -> true;
            case 0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06dd, 0x070f, 0x0890, 0x0891, 0x08e2 -> true;
            case 0x110bd, 0x110cd -> true;
            default -> false;
        };
    }

    private static boolean isNoncharacter(int character) {
        return (character & 0xfffe) == 0xfffe || character >= 0xfdd0 && character <= 0xfdef;
    }

    // Without regular expressions: this is done for each line of each commit in a long history.
    private static boolean isClean(String text, IntPredicate shown) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (!shown.test(character)) {
                return false;
            }
            i += Character.charCount(character);
        }
        return true;
    }

    private static String cleaned(String text, IntPredicate shown) {
        if (isClean(text, shown)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        boolean inRun = false;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (shown.test(character)) {
                clean.appendCodePoint(character);
                inRun = false;
            } else if (!inRun) {
                clean.append(' ');
                inRun = true;
            }
            i += Character.charCount(character);
        }
        return clean.toString();
    }
}
