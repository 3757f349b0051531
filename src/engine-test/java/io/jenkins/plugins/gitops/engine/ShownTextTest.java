package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of characters that nobody sees and that change what is seen. */
class ShownTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 0x07, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028,
                0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9, 0xfffe, 0xffff, 0xfdd0, 0x1fffe,
                0xe0041, 0xd800, 0xdfff
            })
    void what_is_not_seen_becomes_a_blank(int character) {
        String text = "a" + Character.toString(character) + "b";

        assertThat(ShownText.line(text)).isEqualTo("a b");
        assertThat(ShownText.of(text)).isEqualTo("a b");
        assertThat(ShownText.isLine(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop/web:1.0@sha256:ab",
                "Zoë Müller, 北京, Ελλάδα, עברית",
                "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
                "\ud83d\ude80 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \u2764\ufe0f \ud83c\udde9\ud83c\uddea",
                "e\u0301 \u00a0 \u3000 \ue0b0 \u0600"
            })
    void ordinary_text_stays_as_it_is(String text) {
        assertThat(ShownText.line(text)).isSameAs(text);
        assertThat(ShownText.of(text)).isSameAs(text);
        assertThat(ShownText.isLine(text)).isTrue();
    }

    @Test
    void lines_and_tabs_stay_in_a_text_and_not_in_a_line() {
        assertThat(ShownText.of("a\n\tb\r\nc")).isEqualTo("a\n\tb \nc");
        assertThat(ShownText.line("a\n\tb\r\nc")).isEqualTo("a b c");
    }

    /** Each category as a whole, whatever a list of examples forgets. */
    @Test
    void no_category_that_moves_or_hides_text_gets_through() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(character -> switch (Character.getType(character)) {
                            case Character.CONTROL,
                                    Character.SURROGATE,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> true;
                            default -> isBidi(character);
                        })
                        .filter(character -> ShownText.isLine(Character.toString(character))))
                .isEmpty();
    }

    private static boolean isBidi(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE -> true;
            default -> false;
        };
    }

    @Test
    void a_long_line_is_cut_between_characters() {
        assertThat(ShownText.line("a".repeat(10), 10)).isEqualTo("a".repeat(10));
        assertThat(ShownText.line("a".repeat(11), 10)).isEqualTo("a".repeat(10) + "...");
        assertThat(ShownText.line("a".repeat(9) + "\ud83d\ude80", 10)).isEqualTo("a".repeat(9) + "...");
    }
}
