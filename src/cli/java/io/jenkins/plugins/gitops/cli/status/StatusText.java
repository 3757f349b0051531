package io.jenkins.plugins.gitops.cli.status;

import io.jenkins.plugins.gitops.cli.output.TextTable;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** What people see of environments. */
public final class StatusText {

    /** As Git shows it in lists. */
    private static final int SHORT_COMMIT = 7;

    private static final String UNKNOWN = "unknown";

    private final Instant now;
    private final IntSupplier width;

    /**
     * Texts for one look.
     *
     * @param now from which ages are counted
     * @param width how many columns a line of the usual table may have; asked for that alone
     */
    public StatusText(Instant now, IntSupplier width) {
        this.now = now;
        this.width = width;
    }

    /** One in detail; of several a table, with what should be looked at below it. */
    public String of(List<TargetStatus> targets) {
        return ShownText.of(targets.size() == 1 ? details(targets.get(0)) : usual(targets));
    }

    private String usual(List<TargetStatus> targets) {
        TextTable table = new TextTable(
                List.of("APPLICATION", "ENVIRONMENT", "COMMIT", "AGE", "RESULT", "HEALTH", "DRIFT", "HELD", "WAITING"));
        targets.forEach(each -> table.add(cells(each)));
        String notes = targets.stream()
                .flatMap(each -> each.notes().stream()
                        .map(note -> "\n" + each.application() + " in " + each.environment() + ": " + note))
                .collect(Collectors.joining());
        return table.text(width.getAsInt()) + (notes.isEmpty() ? "" : "\n" + notes);
    }

    private List<String> cells(TargetStatus status) {
        return List.of(
                status.application(),
                status.environment(),
                status.delivery()
                        .map(delivery -> delivery.revision().id().substring(0, SHORT_COMMIT))
                        .orElse("-"),
                status.delivery().map(delivery -> age(delivery.committed())).orElse("-"),
                status.result(),
                health(status),
                drift(status),
                held(status),
                waiting(status, "-"));
    }

    /** All columns, a row each. */
    public String wide(List<TargetStatus> targets) {
        List<String> headings = new ArrayList<>(
                List.of("APPLICATION", "ENVIRONMENT", "COMMIT", "AGE", "RESULT", "HEALTH", "DRIFT", "HELD", "WAITING"));
        headings.addAll(List.of("DELIVERY", "WHO", "IMAGES", "NAMESPACE", "CLUSTER", "BRANCH", "REPOSITORY"));
        TextTable table = new TextTable(headings);
        targets.forEach(each -> {
            List<String> row = new ArrayList<>(cells(each));
            row.add(each.delivery().map(delivery -> delivery.id().value()).orElse("-"));
            row.add(each.delivery().map(HistoryEntry::author).orElse("-"));
            row.add(each.delivery()
                    .map(delivery -> delivery.images().stream()
                            .map(ImageReference::toString)
                            .collect(Collectors.joining(" ")))
                    .orElse("-"));
            row.addAll(List.of(each.namespace(), each.cluster(), each.branch(), each.repository()));
            table.add(row);
        });
        return ShownText.of(table.text());
    }

    private static String held(TargetStatus status) {
        return status.holds().map(held -> held ? "yes" : "no").orElse(UNKNOWN);
    }

    private static String waiting(TargetStatus status, String none) {
        OptionalInt commits = status.waitingCommits();
        if (commits.isEmpty()) {
            return UNKNOWN;
        }
        return commits.getAsInt() == 0 ? none : Integer.toString(commits.getAsInt());
    }

    private static String health(TargetStatus status) {
        return status.health()
                .map(TargetStatus.Health::status)
                .orElse(status.unknown().contains(TargetStatus.HEALTH) ? UNKNOWN : "-");
    }

    private static String drift(TargetStatus status) {
        return status.drift()
                .map(drift -> drift.differing() > 0
                        ? Integer.toString(drift.differing())
                        : drift.unknown() > 0 ? UNKNOWN : "no")
                .orElse(status.unknown().contains(TargetStatus.DRIFT) ? UNKNOWN : "-");
    }

    private String details(TargetStatus status) {
        StringBuilder text = new StringBuilder(status.application() + " in " + status.environment());
        status.delivery()
                .ifPresentOrElse(
                        delivery -> {
                            line(text, "delivery", delivery.id() + ", " + status.result());
                            line(
                                    text,
                                    "commit",
                                    delivery.revision().abbreviated() + ", " + age(delivery.committed()) + " ago ("
                                            + delivery.committed() + ") by " + delivery.author());
                            delivery.images().forEach(image -> line(text, "image", image.toString()));
                            delivery.shownManifests().ifPresent(path -> line(text, "manifests", path));
                            delivery.build().ifPresent(url -> line(text, "build", url));
                        },
                        () -> line(text, "delivery", status.result()));
        line(text, "from", "branch " + status.branch() + " of " + status.repository());
        line(text, "to", "namespace " + status.namespace() + " of " + status.cluster());
        line(
                text,
                "health",
                status.health()
                        .map(health -> health.status() + ": " + health.summary().replace("; ", "\n             "))
                        .orElse(health(status)));
        line(
                text,
                "drift",
                status.drift()
                        .map(drift -> drift.differing() + drift.unknown() > 0
                                ? drift.summary()
                                : "no, " + drift.compared() + " compared")
                        .orElse(drift(status)));
        line(text, "held", status.held().map(TargetStatus.Held::text).orElse(held(status)));
        line(
                text,
                "waiting",
                status.waiting().isEmpty()
                        ? waiting(status, "no commit")
                        : CountedNoun.of(status.waiting().size(), "commit") + " of people, not delivered"
                                + status.waiting().stream()
                                        .map(commit -> "\n             "
                                                + commit.revision().abbreviated() + " " + commit.author() + ": "
                                                + commit.subject())
                                        .collect(Collectors.joining()));
        status.running()
                .flatMap(TargetStatus.Running::revision)
                .filter(id -> status.delivery()
                        .filter(delivery -> delivery.revision().id().equals(id))
                        .isEmpty())
                .ifPresent(id -> line(text, "running", "commit " + new Revision(id).abbreviated()));
        status.remark().ifPresent(remark -> line(text, "remark", remark));
        status.problem().ifPresent(why -> line(text, "problem", why.reason() + "\n             -> " + why.remedy()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("\n  ").append(name).append(" ".repeat(11 - name.length())).append(value);
    }

    /** One line, without what only time changes. */
    public static String line(TargetStatus status) {
        return ShownText.line(status.application() + " in " + status.environment() + ": " + status.result()
                + status.delivery()
                        .map(delivery -> " at " + delivery.revision().abbreviated())
                        .orElse("")
                + "; health " + health(status) + "; drift " + drift(status) + "; held "
                + held(status) + "; waiting " + waiting(status, "0")
                + status.problem().map(why -> "; " + why.reason()).orElse(""));
    }

    private String age(Instant then) {
        Duration age = Duration.between(then, now);
        if (age.isNegative() || age.toSeconds() == 0) {
            return "0s";
        }
        if (age.toMinutes() < 2) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
