package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.BuildAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How a delivery is done: as the step says, and as its environment says where the step says nothing. */
final class RequestedOptions {

    private final DeployStep step;
    private final EnvironmentEntry environment;
    private final Run<?, ?> build;

    RequestedOptions(DeployStep step, EnvironmentEntry environment, Run<?, ?> build) {
        this.step = step;
        this.environment = environment;
        this.build = build;
    }

    /** @throws GitopsException when the step says what there is not, or what the environment does not allow */
    DeployOptions make(boolean requireTests, boolean allowNewerManifests) {
        SortedSet<String> namespaces = new TreeSet<>(Arrays.asList(
                Util.fixNull(environment.getAllowedNamespaces()).trim().split("[\\s,]+")));
        namespaces.remove("");
        int seconds = step.getTimeoutSeconds() == null ? environment.getTimeoutSeconds() : step.getTimeoutSeconds();
        return new DeployOptions(
                BuildAccess.namespace(environment),
                namespaces,
                environment.isClusterScoped(),
                onFailure(),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(environment.getGraceSeconds()),
                requireTests,
                allowNewerManifests || BuildAccess.isOnABranchOfItsOwn(environment, build),
                environment.isForceConflicts(),
                step.isReleaseHold(),
                environment.isPrune(),
                new PruneLimit(environment.getPruneLimit()),
                tags(),
                environment.getCommits().style(),
                existing());
    }

    private OnFailure onFailure() {
        return chosen(step.getOnFailure(), environment.getOnFailure())
                .orElseThrow(() -> new GitopsException(
                        "'" + step.getOnFailure() + "' is nothing that can be done after a failed rollout",
                        "Write onFailure: 'rollback' or onFailure: 'stop'"));
    }

    private TagStyle tags() {
        return chosen(step.getTags(), environment.getCommits().getTags())
                .orElseThrow(() -> new GitopsException(
                        "'" + step.getTags() + "' is nothing that can become of the images' tags",
                        "Write tags: 'drop', tags: 'keep' or tags: 'comment'"));
    }

    private static <E extends Enum<E>> Optional<E> chosen(String word, E otherwise) {
        return word == null
                ? Optional.of(otherwise)
                : Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                        .filter(each -> each.name().equalsIgnoreCase(word))
                        .findFirst();
    }

    private TakeoverPolicy existing() {
        TakeoverPolicy wanted =
                new TakeoverPolicy(step.isAdopt(), named(step.getAdoptHelm()), named(step.getReplace()));
        if (!wanted.equals(TakeoverPolicy.AS_THEY_ARE)) {
            BuildAccess.requireAdoptAndReplace(environment);
        }
        return wanted;
    }

    private static SortedSet<ObjectSelector> named(List<String> texts) {
        return Util.fixNull(texts).stream().map(ObjectSelector::parse).collect(Collectors.toCollection(TreeSet::new));
    }
}
