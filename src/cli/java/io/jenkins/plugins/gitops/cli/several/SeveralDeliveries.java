package io.jenkins.plugins.gitops.cli.several;

import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.application.DeclaredApplication;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The applications of gitops.yaml, each delivered as by a {@code gitops deploy} of its own: one after the other, each after those that
 * it depends on. When one fails, those that depend on it are left out, and the others go on.
 */
public final class SeveralDeliveries {

    private final Function<List<String>, OneDelivery> commands;
    private final PrintWriter err;
    private final ApplicationFile file;
    private final String environment;
    private final boolean all;
    private final Map<ImageReference, String> images;
    private final Set<ImageReference> unknown;
    private final boolean dryRun;

    /**
     * @param commands makes a delivery of the options of an application
     * @param err for people
     * @param all whether those are delivered too that are not touched
     * @param images with the option that each came by
     * @param unknown those of which it is not known of which commit they are: they touch an application that does not run them yet
     */
    public SeveralDeliveries(
            Function<List<String>, OneDelivery> commands,
            PrintWriter err,
            ApplicationFile file,
            String environment,
            boolean all,
            Map<ImageReference, String> images,
            Set<ImageReference> unknown,
            boolean dryRun) {
        this.commands = commands;
        this.err = err;
        this.file = file;
        this.environment = environment;
        this.all = all;
        this.images = images;
        this.unknown = Set.copyOf(unknown);
        this.dryRun = dryRun;
    }

    /**
     * An application before its delivery.
     *
     * @param own the options of its images
     * @param unbuilt whether what its images are built from changed, and none of them was given
     */
    private record Candidate(ListedApplication listed, List<String> own, boolean unbuilt) {}

    /** In the JSON of both commands. */
    public record Listing(String environment, List<ListedApplication> applications) {
        public Listing {
            applications = List.copyOf(applications);
        }

        /** What is wrong with them; empty when all that was to be delivered is. */
        public Optional<CommandError> wrong() {
            List<ListedApplication> wrong = applications.stream()
                    .filter(each -> each.error().isPresent())
                    .toList();
            if (wrong.isEmpty()) {
                return Optional.empty();
            }
            ExitCode worst = ExitCode.worst(
                    wrong.stream().map(each -> each.error().get().exitCode()).toList());
            long skipped = applications.stream()
                    .filter(each -> !each.needs().isEmpty())
                    .count();
            return Optional.of(new CommandError(
                    worst,
                    CountedNoun.of(wrong.size(), "application") + " of " + applications.size()
                            + " could not be delivered: "
                            + wrong.stream().map(ListedApplication::application).collect(Collectors.joining(", "))
                            + (skipped == 0 ? "" : "; left out, as they depend on them: " + skipped),
                    "See what is said of each; 'gitops deploy --changed' takes up those that are missing"));
        }
    }

    /** What touches each, in the order in which they are delivered. Changes nothing. */
    public Listing list() {
        return new Listing(
                environment, candidates().stream().map(Candidate::listed).toList());
    }

    private List<Candidate> candidates() {
        Set<ImageReference> unnamed = new LinkedHashSet<>(images.keySet());
        List<Candidate> found = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String name : order()) {
            if (all && images.isEmpty()) {
                found.add(new Candidate(ListedApplication.of(name), List.of(), false));
            } else {
                ApplicationChanges changes =
                        command(name, List.of()).changes(built(file.application(name)), manifests(name));
                List<ImageReference> named = named(changes);
                named.forEach(unnamed::remove);
                boolean removed = changes.note().isPresent();
                if (changes.rendering().isEmpty() && !removed) {
                    unreadable.add(name);
                }
                List<String> moved = named.stream()
                        .filter(image -> !removed && unknown.contains(image))
                        .filter(image -> !RenderedImages.of(changes.rendering().orElseThrow())
                                .runs(image))
                        .map(image -> "its manifests do not run the image " + image)
                        .toList();
                ListedApplication listed = ListedApplication.of(name, changes, moved);
                found.add(new Candidate(
                        listed,
                        named.stream().map(images::get).distinct().toList(),
                        named.isEmpty() && changes.sourceChanged()));
            }
        }
        if (!unnamed.isEmpty() && !unreadable.isEmpty()) {
            // It may be of one of them. They end with an error that says what is wrong with them, and the others go on.
            err.println("No application's manifests that can be rendered name the image "
                    + unnamed.iterator().next() + "; not rendered: " + String.join(", ", unreadable));
            err.flush();
        } else if (!unnamed.isEmpty()) {
            throw new GitopsException(
                    "No application's manifests for " + environment + " name the image "
                            + unnamed.iterator().next(),
                    "Write its name into the manifests of the one that runs it, or leave it out");
        }
        return found;
    }

    private List<String> order() {
        return file.inOrder(file.applicationsIn(environment));
    }

    private static Set<String> built(DeclaredApplication application) {
        Set<String> paths = new TreeSet<>(application.inputs());
        paths.add(application.path());
        return paths;
    }

    private Set<String> manifests(String application) {
        return file.environmentsOf(application).stream()
                .map(each -> file.settings(application, each))
                .filter(settings -> settings.get(Setting.REPOSITORY).isEmpty())
                .flatMap(settings -> settings.text(Setting.MANIFESTS).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<ImageReference> named(ApplicationChanges changes) {
        if (images.isEmpty() || changes.rendering().isEmpty()) {
            return List.of();
        }
        RenderedImages rendered = RenderedImages.of(changes.rendering().get());
        return images.keySet().stream().filter(rendered::name).toList();
    }

    private OneDelivery command(String application, List<String> own) {
        List<String> options = new ArrayList<>(List.of("--application=" + application));
        options.addAll(own);
        return commands.apply(options);
    }

    /** Delivers those that are to be delivered. */
    public Listing run() throws InterruptedException {
        Map<String, ListedApplication> ended = new LinkedHashMap<>();
        Set<String> missing = new HashSet<>();
        for (Candidate each : candidates()) {
            String name = each.listed().application();
            List<String> needs = needed(name).stream().filter(missing::contains).toList();
            ListedApplication end;
            if (!all && !each.listed().countsAsTouched()) {
                end = each.listed().unchanged();
            } else if (!needs.isEmpty()) {
                end = each.listed().skipped(needs);
            } else if (!all && each.unbuilt()) {
                end = refused(each);
            } else {
                end = deliver(each);
            }
            if (end.error().isPresent() || end.outcome().equals(Optional.of(ListedApplication.SKIPPED))) {
                missing.add(name);
            }
            ended.put(name, end);
        }
        return new Listing(environment, List.copyOf(ended.values()));
    }

    /** All that an application depends on, also by another one. */
    private Set<String> needed(String name) {
        Set<String> found = new TreeSet<>();
        file.application(name).dependsOn().forEach(direct -> {
            found.add(direct);
            found.addAll(needed(direct));
        });
        return found;
    }

    /** It would count as delivered, and what changed would run nowhere. */
    private ListedApplication refused(Candidate each) {
        CommandError error = new CommandError(
                ExitCode.REFUSED,
                each.listed().application() + " is touched by its source, and no image of it was given",
                "Build it, and give its image (--build-result or --image); or deliver its manifests alone by its name"
                        + " (--application)");
        err.println("== " + each.listed().application() + " in " + environment);
        err.println("error: " + error.reason() + "\n-> " + error.remedy());
        err.flush();
        return each.listed().failed(error);
    }

    private ListedApplication deliver(Candidate each) throws InterruptedException {
        err.println("== " + each.listed().application() + " in " + environment);
        each.listed().reasons().forEach(reason -> err.println("   " + reason.replace("\n", "\n   ")));
        err.flush();
        try {
            OneDelivery command = command(each.listed().application(), each.own());
            if (dryRun) {
                DeliveryPreview preview = command.preview();
                return each.listed().planned(preview);
            }
            return each.listed().ended(command.deliver());
        } catch (GitopsException e) {
            CommandError error = CommandError.of(e);
            err.println("error: " + error.reason() + "\n-> " + error.remedy());
            err.flush();
            return each.listed().failed(error);
        }
    }

    /** For people. */
    public static String text(Listing listing) {
        int width = listing.applications().stream()
                .mapToInt(each -> each.application().length())
                .max()
                .orElse(0);
        String plans = listing.applications().stream()
                .flatMap(each -> each.plan().stream()
                        .map(plan -> "== " + each.application() + " in " + listing.environment() + "\n" + plan.text()
                                + "\n"))
                .collect(Collectors.joining());
        return plans
                + listing.applications().stream()
                        .map(each -> String.format("%-" + width + "s  ", each.application()) + line(each))
                        .collect(Collectors.joining("\n"));
    }

    private static String line(ListedApplication each) {
        if (each.outcome().isPresent()) {
            return each.outcome().get()
                    + (each.rolledBack() ? ", rolled back" : "")
                    + each.delivery().map(id -> " (delivery " + id + ")").orElse("")
                    + (each.needs().isEmpty() ? "" : ", as it depends on " + String.join(", ", each.needs()))
                    + each.error().map(wrong -> ": " + first(wrong.reason())).orElse("")
                    + each.note().map(note -> ": " + note).orElse("");
        }
        String since = each.comparedWith().map(then -> ", since " + then).orElse("");
        if (!each.countsAsTouched()) {
            return "not touched" + since + each.note().map(note -> ": " + note).orElse("");
        }
        return "touched" + since
                + each.reasons().stream()
                        .map(reason -> "\n  " + reason.replace("\n", "\n  "))
                        .collect(Collectors.joining());
    }

    private static String first(String text) {
        return text.lines().findFirst().orElse("");
    }
}
