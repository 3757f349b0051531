package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.account.ServiceAccountName;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.KnownHosts;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks of the configuration's values. The forms use them while a user types, and they run again on saving. Each looks at the
 * length first: the time and the stack of a parser grow with it.
 */
public final class EntryChecks {

    private static final Pattern REGISTRY =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?");

    /** In characters; more than any name, address or list of names has. */
    private static final int LONGEST = 10_000;

    /** In characters, of what may be a file: certificates, host keys. */
    private static final int LONGEST_FILE = 1_000_000;

    private EntryChecks() {}

    public static FormValidation validation(Optional<String> problem) {
        return problem.map(FormValidation::error).orElseGet(FormValidation::ok);
    }

    /** A check that accepts an empty value. */
    public static Optional<String> optional(String value, Function<String, Optional<String>> check) {
        String given = Util.fixEmptyAndTrim(value);
        return given == null ? Optional.empty() : check.apply(given);
    }

    /** A check of a value that has at most 10,000 characters. */
    public static Optional<String> bounded(String value, Function<String, Optional<String>> check) {
        return bounded(value, LONGEST, check);
    }

    private static Optional<String> bounded(String value, int longest, Function<String, Optional<String>> check) {
        return value.length() > longest ? Optional.of(Messages.EntryChecks_tooLong(longest)) : check.apply(value);
    }

    /** A DNS label: names become names and labels in Kubernetes. */
    public static Optional<String> name(String value) {
        return bounded(value, name -> require(DnsLabel.matches(name), Messages.EntryChecks_name()));
    }

    public static Optional<String> names(String value) {
        return bounded(value, list -> words(list).stream()
                .flatMap(each -> name(each).stream())
                .findFirst());
    }

    /** Full names of jobs with {@code *} and {@code **}, one a line. */
    public static Optional<String> patterns(String value) {
        return bounded(value, lines -> Optional.empty());
    }

    /** Ids of users or names of groups, one a line. Whoever is not logged in is nobody who could be named. */
    public static Optional<String> people(String value) {
        return bounded(value, lines -> EnvironmentEntry.names(lines).stream()
                .filter(name -> !ShownText.isLine(name) || name.equalsIgnoreCase("anonymous"))
                .findFirst()
                .map(name -> Messages.EntryChecks_people(ShownText.line(name, TextLimits.SHOWN))));
    }

    /** Kinds of events, by their words. */
    public static Optional<String> events(String value) {
        return bounded(value, list -> words(list).stream()
                .filter(word -> !EventKind.words().contains(word))
                .findFirst()
                .map(word -> Messages.EntryChecks_event(
                        ShownText.line(word, TextLimits.SHOWN), String.join(", ", EventKind.words()))));
    }

    /** The language of messages. */
    public static Optional<String> language(String value) {
        return require(
                MessageLanguage.named(value).isPresent(),
                Messages.EntryChecks_language(String.join(", ", MessageLanguage.words())));
    }

    /**
     * The words of a list that has commas or spaces between them, each once.
     *
     * @param value null for none
     */
    public static Set<String> words(String value) {
        return Stream.of(Util.fixNull(value).split("[,\\s]+"))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public static Optional<String> serverUrl(String value) {
        return bounded(value, EntryChecks::address);
    }

    private static Optional<String> address(String value) {
        try {
            URI address = new URI(value);
            boolean http = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            return require(
                    http && address.getHost() != null && address.getUserInfo() == null && address.getQuery() == null,
                    Messages.EntryChecks_serverUrl());
        } catch (URISyntaxException notAnAddress) {
            return Optional.of(Messages.EntryChecks_serverUrl());
        }
    }

    /** A ServiceAccount as {@code NAMESPACE/NAME}. */
    public static Optional<String> serviceAccount(String value) {
        return bounded(value, text -> readable(() -> serviceAccountName(text)));
    }

    /** @throws GitopsException when it is none */
    public static ServiceAccountName serviceAccountName(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new GitopsException(
                    "A ServiceAccount has a namespace and a name", "Write it as NAMESPACE/NAME, jenkins/deployer");
        }
        return new ServiceAccountName(text.substring(0, slash), text.substring(slash + 1));
    }

    public static Optional<String> caCertificate(String value) {
        return bounded(value, LONGEST_FILE, EntryChecks::certificates);
    }

    private static Optional<String> certificates(String value) {
        if (value.contains("PRIVATE KEY")) {
            return Optional.of(Messages.EntryChecks_privateKey());
        }
        try {
            boolean some = !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
            return require(some, Messages.EntryChecks_caCertificate());
        } catch (CertificateException notACertificate) {
            return Optional.of(Messages.EntryChecks_caCertificate());
        }
    }

    public static Optional<String> registry(String value) {
        return bounded(value, host -> require(REGISTRY.matcher(host).matches(), Messages.EntryChecks_registry()));
    }

    public static Optional<String> repository(String value) {
        return bounded(value, url -> readable(() -> new GitRemote(url, "main"))
                .or(() -> require(
                        new GitRemote(url, "main").overSsh() || url.matches("(?i)(https?|file)://.*"),
                        Messages.EntryChecks_repository())));
    }

    static Optional<String> knownHosts(String value) {
        return bounded(
                value, LONGEST_FILE, lines -> readable(() -> KnownHosts.parse(lines, Messages.TrustedHosts_place())));
    }

    public static Optional<String> branch(String value) {
        return bounded(value, name -> readable(() -> new GitRemote("https://host/path", name)));
    }

    /** An author or a committer. */
    static Optional<String> person(String value) {
        return bounded(value, name -> readable(() -> GitIdentity.parse(name)));
    }

    /** A template of commit messages. */
    static Optional<String> message(String value) {
        return bounded(value, template -> readable(() -> new MessageTemplate(template)));
    }

    /** The problem and the remedy, as a form shows them. */
    public static String text(GitopsException problem) {
        return problem.getMessage() + ". " + problem.remedy() + ".";
    }

    /** The engine's message about a value that it cannot parse; empty when it can. */
    public static Optional<String> readable(Supplier<?> reading) {
        try {
            reading.get();
            return Optional.empty();
        } catch (GitopsException problem) {
            return Optional.of(text(problem));
        }
    }

    /** A folder of the repository, by its path from the root. */
    public static Optional<String> folder(String value) {
        return bounded(value, EntryChecks::inside);
    }

    private static Optional<String> inside(String value) {
        boolean inside = !value.startsWith("/")
                && !value.contains("\\")
                && Stream.of(value.split("/")).noneMatch(".."::equals);
        return require(inside, Messages.EntryChecks_folder());
    }

    public static Optional<String> timeout(int seconds) {
        return require(
                seconds >= 1 && seconds <= DeployOptions.Patience.LONGEST_TIMEOUT.toSeconds(),
                Messages.EntryChecks_timeout());
    }

    public static Optional<String> grace(int seconds, int timeoutSeconds) {
        return require(seconds >= 0 && seconds <= timeoutSeconds, Messages.EntryChecks_grace());
    }

    public static Optional<String> pruneLimit(int objects) {
        return readable(() -> new PruneLimit(objects));
    }

    /** From 1 minute to a day; 0 for no look at all. */
    public static Optional<String> driftMinutes(int minutes) {
        return require(minutes >= 0 && minutes <= 24 * 60, Messages.EntryChecks_driftMinutes());
    }

    /** Fields that are left to others, one a line. */
    public static Optional<String> driftIgnore(String value) {
        return bounded(value, LONGEST_FILE, lines -> readable(() -> ignoreRules(lines)));
    }

    /** @param value null for none */
    static IgnoreRules ignoreRules(String value) {
        return IgnoreRules.parse(
                Util.fixNull(value).lines().filter(line -> !line.isBlank()).toList());
    }

    public static Optional<String> number(String value, Function<Integer, Optional<String>> check) {
        try {
            return check.apply(Integer.parseInt(value.strip()));
        } catch (NumberFormatException notANumber) {
            return Optional.of(Messages.EntryChecks_number());
        }
    }

    /** No more than so many entries of a kind. */
    static Optional<String> most(List<?> entries, int most) {
        return require(entries.size() <= most, Messages.EntryChecks_tooMany(most));
    }

    /** The first name that is there twice. */
    static Optional<String> duplicate(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(name -> !seen.add(name)).findFirst().map(Messages::EntryChecks_duplicate);
    }

    private static Optional<String> require(boolean right, String problem) {
        return right ? Optional.empty() : Optional.of(problem);
    }
}
