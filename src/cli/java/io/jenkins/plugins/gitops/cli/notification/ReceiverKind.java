package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.AlertmanagerReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.AuthorRule;
import io.jenkins.plugins.gitops.engine.notification.receiver.CommitStatusReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.GitHost;
import io.jenkins.plugins.gitops.engine.notification.receiver.HttpLogin;
import io.jenkins.plugins.gitops.engine.notification.receiver.MailReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverHttp;
import io.jenkins.plugins.gitops.engine.notification.receiver.SlackReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.TeamsReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.WebhookReceiver;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of receivers that a file can name: a line each, with the keys that it has beside those of all. */
enum ReceiverKind {
    WEBHOOK(Set.of("url", "plainHttp", "secret")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return new WebhookReceiver(
                    settings.address(false, Optional.empty()), settings.secret("secret"), tools.http(), tools.clock());
        }
    },
    SLACK(Set.of("url", "plainHttp", "token", "channel")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return new SlackReceiver(
                    settings.address(false, Optional.of("https://slack.com/api/")),
                    settings.neededSecret("token"),
                    settings.needed("channel"),
                    tools.language(),
                    tools.http());
        }
    },
    TEAMS(Set.of("url", "plainHttp")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return new TeamsReceiver(settings.address(true, Optional.empty()), tools.language(), tools.http());
        }
    },
    ALERTMANAGER(Set.of("url", "plainHttp", "user", "password", "token", "labels", "firingFor")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            Optional<HttpLogin> login = settings.text("user")
                    .map(user -> new HttpLogin(Optional.of(user), settings.neededSecret("password")))
                    .or(() -> settings.secret("token").map(token -> new HttpLogin(Optional.empty(), token)));
            return new AlertmanagerReceiver(
                    settings.address(false, Optional.empty()),
                    login,
                    settings.map("labels"),
                    settings.text("firingFor").map(text -> time(settings, text)).orElse(AlertmanagerReceiver.FIRING),
                    tools.language(),
                    tools.http(),
                    tools.clock());
        }
    },
    GITHUB(Set.of("url", "plainHttp", "token")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return status(GitHost.GITHUB, settings, tools, Optional.of("https://api.github.com/"));
        }
    },
    GITLAB(Set.of("url", "plainHttp", "token")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return status(GitHost.GITLAB, settings, tools, Optional.empty());
        }
    },
    GITEA(Set.of("url", "plainHttp", "token")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            return status(GitHost.GITEA, settings, tools, Optional.empty());
        }
    },
    MAIL(Set.of("server", "port", "security", "user", "password", "from", "to", "authors", "domains")) {
        @Override
        Receiver open(ReceiverSettings settings, Tools tools) {
            List<String> always = new ArrayList<>(settings.texts("to"));
            for (String address : always) {
                requireAddress(settings, "to", address);
            }
            String from = settings.needed("from");
            requireAddress(settings, "from", from.replaceFirst("^[^<>]*<([^<>]*)>$", "$1"));
            return new MailReceiver(
                    new SmtpMailSender(SmtpServer.of(settings), tools.clock()),
                    from,
                    new MailReceiver.Recipients(
                            settings.flag("authors", true),
                            always,
                            AuthorRule.ofDomains(Set.copyOf(settings.texts("domains").stream()
                                    .map(domain -> domain.toLowerCase(Locale.ROOT))
                                    .toList()))),
                    tools.language());
        }
    };

    private final Set<String> keys;

    ReceiverKind(Set<String> keys) {
        this.keys = keys;
    }

    /** What receivers are made with. */
    record Tools(ReceiverHttp http, SteadyClock clock, MessageLanguage language) {}

    /** The keys beside those that all have. */
    Set<String> keys() {
        return keys;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ReceiverKind::word).toList();
    }

    /** @throws GitopsException with file and line, when a setting is missing or wrong */
    abstract Receiver open(ReceiverSettings settings, Tools tools);

    private static Receiver status(GitHost host, ReceiverSettings settings, Tools tools, Optional<String> usual) {
        return new CommitStatusReceiver(
                host, settings.address(false, usual), settings.neededSecret("token"), tools.language(), tools.http());
    }

    private static void requireAddress(ReceiverSettings settings, String key, String address) {
        if (!MailReceiver.isAddress(address)) {
            throw settings.at(key, "'" + key + "' is no mail address", "Write name@host.example");
        }
    }

    /** {@code 7d}, {@code 12h}, {@code 30m}. */
    private static Duration time(ReceiverSettings settings, String text) {
        try {
            String upper = text.toUpperCase(Locale.ROOT);
            Duration time = Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
            if (time.compareTo(Duration.ofMinutes(5)) >= 0 && time.compareTo(Duration.ofDays(366)) <= 0) {
                return time;
            }
        } catch (DateTimeException none) {
            // Told below.
        }
        throw settings.at(
                "firingFor", "'firingFor' is no time from five minutes to a year", "Write it as 7d, 12h or 30m");
    }
}
