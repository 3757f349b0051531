package io.jenkins.plugins.gitops.engine.notification;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The language of what a receiver's people read. The texts are in {@code texts.properties} beside this class. */
public enum MessageLanguage {
    ENGLISH(Locale.ROOT, "en"),
    CHINESE(Locale.CHINESE, "zh");

    private final ResourceBundle texts;
    private final String word;

    MessageLanguage(Locale locale, String word) {
        // Not the machine's language where a text is missing, but English.
        this.texts = ResourceBundle.getBundle(
                "io.jenkins.plugins.gitops.engine.notification.texts",
                locale,
                MessageLanguage.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        this.word = word;
    }

    /** As a configuration names it, by ISO 639. */
    public String word() {
        return word;
    }

    /** Empty when there is none of that word. */
    public static Optional<MessageLanguage> named(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /** The words that a configuration may have. */
    public static List<String> words() {
        return Arrays.stream(values()).map(MessageLanguage::word).toList();
    }

    /** A text with its values, which are taken as they are. */
    String text(String key, Object... values) {
        return new MessageFormat(texts.getString(key), Locale.ROOT).format(values);
    }
}
