package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.manifest.yaml.SettingsMapping;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.notification.receiver.AddressRule;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The file of {@code --notify}: YAML with a list of receivers. Its writer chooses who gets the credentials that are meant for it. */
public final class NotifyFile {

    private static final long MOST_BYTES = 256 * 1024;
    private static final int MOST_RECEIVERS = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String RECEIVERS = "receivers";
    private static final String LANGUAGE = "language";
    private static final Set<String> OF_ALL =
            Set.of("name", "kind", "environments", "applications", "events", LANGUAGE);

    private NotifyFile() {}

    /**
     * Reads it, with the credentials that it names.
     *
     * @throws GitopsException with file and line, when something in it is not known, missing or wrong
     */
    public static List<Subscription> read(Path file) {
        return read(file, System::getenv);
    }

    /** As above, with other variables. */
    static List<Subscription> read(Path file, UnaryOperator<String> environment) {
        YamlFile yaml = YamlFile.parse(file.toString(), content(file));
        if (yaml.documents().size() != 1) {
            throw new GitopsException(file + " has not one document", "Write one, with the list '" + RECEIVERS + "'");
        }
        ReceiverSettings all = new ReceiverSettings(
                SettingsMapping.of(yaml), file.toAbsolutePath().resolveSibling(""), environment);
        all.require(Set.of(RECEIVERS, LANGUAGE));
        MessageLanguage language = language(all, MessageLanguage.ENGLISH);
        // One client for all of them: each has threads of its own.
        ReceiverHttp http = new ReceiverHttp(HttpClient::newBuilder, AddressRule.ANY, TIMEOUT);
        List<Subscription> subscriptions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ReceiverSettings each : all.mappings(RECEIVERS)) {
            Subscription subscription = subscription(each, http, language);
            if (!names.add(subscription.name())) {
                throw each.at("name", "two receivers have this name", "Give each a name of its own");
            }
            subscriptions.add(subscription);
        }
        if (subscriptions.isEmpty() || subscriptions.size() > MOST_RECEIVERS) {
            throw all.at(
                    RECEIVERS,
                    "there are " + subscriptions.size() + " receivers",
                    "Name at least one, and at most " + MOST_RECEIVERS);
        }
        return subscriptions;
    }

    private static Subscription subscription(ReceiverSettings settings, ReceiverHttp http, MessageLanguage usual) {
        settings.needed("kind");
        ReceiverKind kind = ReceiverKind.valueOf(
                settings.oneOf("kind", ReceiverKind.words()).orElseThrow().toUpperCase(Locale.ROOT));
        Set<String> known = new HashSet<>(OF_ALL);
        known.addAll(kind.keys());
        settings.require(known);
        String name = settings.text("name").orElse(kind.word());
        Set<EventKind> events = settings.someOf("events", EventKind.words()).stream()
                .map(word -> EventKind.named(word).orElseThrow())
                .collect(Collectors.toSet());
        Receiver receiver =
                kind.open(settings, new ReceiverKind.Tools(http, SteadyClock.SYSTEM, language(settings, usual)));
        try {
            return new Subscription(
                    name, receiver, settings.texts("environments"), settings.texts("applications"), events);
        } catch (GitopsException e) {
            throw settings.at("name", e.getMessage(), e.remedy());
        }
    }

    private static MessageLanguage language(ReceiverSettings settings, MessageLanguage otherwise) {
        return settings.oneOf(LANGUAGE, MessageLanguage.words())
                .map(word -> MessageLanguage.named(word).orElseThrow())
                .orElse(otherwise);
    }

    private static byte[] content(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new GitopsException(
                        file + " is larger than " + MOST_BYTES + " bytes", "Name a file with a list of receivers");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new GitopsException(
                    "The file of receivers " + file + " cannot be read", "Name a file that this user may read", e);
        }
    }
}
