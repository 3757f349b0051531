package io.jenkins.plugins.gitops;

import java.util.Locale;
import org.jvnet.localizer.LocaleProvider;

/** The language of all pages until it is closed. The tests' Jenkins speaks English to every browser, whatever that asks for. */
public final class SpokenLanguage implements AutoCloseable {

    private final LocaleProvider usual = LocaleProvider.getProvider();

    private SpokenLanguage(Locale locale) {
        LocaleProvider.setProvider(new LocaleProvider() {
            @Override
            public Locale get() {
                return locale;
            }
        });
    }

    public static SpokenLanguage chinese() {
        return new SpokenLanguage(Locale.SIMPLIFIED_CHINESE);
    }

    @Override
    public void close() {
        LocaleProvider.setProvider(usual);
    }
}
