package io.jenkins.plugins.gitops.approvals;

import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.JobTargets;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * What a question is about. The step that asks does not say it, so it is: the environments that the question names; else those
 * of the job to which the build has not delivered yet; else those of the job. A job's environments are those of its own
 * configuration, or those that it delivered to before. Only environments count that the job may use, so a change request asks
 * for none.
 */
final class ApprovalTargets {

    private static final Logger LOGGER = Logger.getLogger(ApprovalTargets.class.getName());

    /** One question is one message for each. */
    private static final int MOST = 10;

    private final Job<?, ?> job;
    private final Run<?, ?> build;
    private final Optional<GitopsJobProperty> property;
    private final Set<String> allowed;
    private final List<DeliveryTarget> earlier;
    private final List<DeliveryTarget> own;

    private ApprovalTargets(Run<?, ?> build) {
        this.build = build;
        this.job = build.getParent();
        this.property = Optional.ofNullable(job.getProperty(GitopsJobProperty.class));
        this.allowed = EnvironmentAccess.environments(job).stream()
                .map(EnvironmentEntry::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        this.earlier = JobTargets.of(job);
        this.own = JobTargets.of(job, build.getNumber());
    }

    /** Empty when the build has nothing to do with deliveries, or nobody can tell what it would deliver where. */
    static List<DeliveryTarget> of(Run<?, ?> build, OpenQuestion question) {
        try {
            return new ApprovalTargets(build).find(question);
        } catch (GitopsException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, e, () -> "It is not known what " + build + " waits for at its question");
            return List.of();
        }
    }

    private List<DeliveryTarget> find(OpenQuestion question) {
        if (property.isEmpty() && earlier.isEmpty() && build.getAction(BuildFacts.class) == null) {
            return List.of();
        }
        return environments(question).stream()
                .flatMap(environment -> applications(environment).stream()
                        .map(application -> new DeliveryTarget(application, environment)))
                .limit(MOST)
                .toList();
    }

    private Set<String> environments(OpenQuestion question) {
        Set<String> ofJob = ofJob();
        String text = " " + (question.message() + " " + question.id()).toLowerCase(Locale.ROOT) + " ";
        Set<String> named = those(ofJob, name -> names(text, name));
        if (named.isEmpty()) {
            named = those(allowed, name -> names(text, name));
        }
        if (!named.isEmpty()) {
            return named;
        }
        Set<String> candidates = ofJob.isEmpty() && allowed.size() == 1 ? allowed : ofJob;
        Set<String> next = those(candidates, name -> own.stream()
                .noneMatch(target -> target.environment().equals(name)));
        return next.isEmpty() ? candidates : next;
    }

    private Set<String> ofJob() {
        Optional<String> configured = property.map(GitopsJobProperty::getEnvironments);
        Collection<String> names = configured.map(GitopsJobProperty::names).orElseGet(() -> earlier.stream()
                .map(DeliveryTarget::environment)
                .toList());
        return those(allowed, names::contains);
    }

    private static Set<String> those(Set<String> names, Predicate<String> which) {
        return names.stream().filter(which).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the name stands in the text as a word: {@code prod} is not named by {@code production} or {@code prod-eu}. */
    private static boolean names(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            if (!isOfName(text.charAt(at - 1)) && !isOfName(text.charAt(at + name.length()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfName(char character) {
        return character == '-' || character == '_' || character < 128 && Character.isLetterOrDigit(character);
    }

    /** That of the job's configuration; else what this build delivered, what it built, or what the job delivered there before. */
    private Set<String> applications(String environment) {
        Optional<String> configured =
                property.map(GitopsJobProperty::getApplication).map(Util::fixEmptyAndTrim);
        if (configured.isPresent()) {
            return Set.of(configured.get());
        }
        Set<String> found = applications(own, target -> true);
        if (found.isEmpty()) {
            Set<String> built = built();
            Set<String> before =
                    applications(earlier, target -> target.environment().equals(environment));
            // A step or gitops.yaml may have another name for the application than its image has: what went there
            // before shows it.
            boolean known = before.isEmpty() || !built.isEmpty() && before.containsAll(built);
            found = known ? built : before;
        }
        return found.isEmpty() ? applications(earlier, target -> true) : found;
    }

    private static Set<String> applications(List<DeliveryTarget> targets, Predicate<DeliveryTarget> which) {
        return targets.stream()
                .filter(which)
                .map(DeliveryTarget::application)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> built() {
        BuildFacts facts = build.getAction(BuildFacts.class);
        try {
            return facts == null
                    ? Set.of()
                    : Set.of(DeployRequest.defaultApplication(
                            facts.builds().stream().map(BuildResult::image).toList()));
        } catch (GitopsException | UncheckedIOException severalOrNone) {
            return Set.of();
        }
    }
}
