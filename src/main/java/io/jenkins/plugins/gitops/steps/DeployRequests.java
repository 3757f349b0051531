package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.gitops.deliveries.PromotionSource;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.ExistingObjects;
import io.jenkins.plugins.gitops.engine.delivery.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.Kind;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import io.jenkins.plugins.gitops.engine.git.Person;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.environments.Access;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.history.GitopsRunAction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;

/** Makes the engine's request out of a step, its build and the configuration. */
final class DeployRequests {

    private final DeployStep step;
    private final Run<?, ?> build;

    DeployRequests(DeployStep step, Run<?, ?> build) {
        this.step = step;
        this.build = build;
    }

    /** @throws GitopsException when the build may not, or something is missing */
    DeployRequest make() {
        EnvironmentEntry environment = Access.environment(step.getEnvironment(), build);
        return step.getPromoteFrom() == null ? deploy(environment) : promotion(environment);
    }

    private DeployRequest deploy(EnvironmentEntry environment) {
        List<ImageReference> images = images();
        return new DeployRequest(
                Kind.DEPLOY,
                new Target(application(images), environment.getName()),
                Access.remote(environment, build),
                manifests(),
                Access.cluster(environment, build).server().toString(),
                images,
                Access.source(build),
                Optional.of(link()),
                Optional.empty(),
                author(environment),
                GitopsRunAction.of(build).tests(),
                options(environment, environment.isRequireTests(), step.isAllowNewerManifests()));
    }

    /**
     * Brings what is healthy elsewhere. It counts as tested when that environment requires tests too; else this build has
     * to have run some. What the manifests of the built commit were does not matter: the other environment has its own.
     */
    private DeployRequest promotion(EnvironmentEntry environment) {
        requirePromotionAlone();
        String application = application(built());
        EnvironmentEntry from = Access.promotable(step.getPromoteFrom(), build);
        DeployTrailers healthy =
                new PromotionSource(from, build).healthy(application).delivery();
        return new DeployRequest(
                Kind.PROMOTION,
                new Target(application, environment.getName()),
                Access.remote(environment, build),
                manifests(),
                Access.cluster(environment, build).server().toString(),
                healthy.images(),
                healthy.source(),
                Optional.of(link()),
                Optional.empty(),
                Optional.of(healthy.id()),
                Optional.of(from.getName()),
                author(environment),
                GitopsRunAction.of(build).tests(),
                options(environment, environment.isRequireTests() && !from.isRequireTests(), true));
    }

    private void requirePromotionAlone() {
        if (step.getPromoteFrom().equals(step.getEnvironment())) {
            throw new GitopsException(
                    "gitopsDeploy is to promote from " + step.getPromoteFrom() + " to itself",
                    "Name another environment in promoteFrom, or leave it out");
        }
        if (!step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy names images, and with promoteFrom those that are healthy in " + step.getPromoteFrom()
                            + " as well",
                    "Leave out one of them");
        }
    }

    private BuildLink link() {
        String root = Jenkins.get().getRootUrl();
        return new BuildLink(root == null ? build.getUrl() : root + build.getUrl());
    }

    private List<ImageReference> images() {
        if (!step.getImages().isEmpty()) {
            return step.references();
        }
        List<ImageReference> built = built();
        if (built.isEmpty()) {
            throw new GitopsException(
                    "This build has not built an image that could be deployed to " + step.getEnvironment(),
                    "Put gitopsBuild before gitopsDeploy, or name images with their digests (images: [...])");
        }
        return built;
    }

    private List<ImageReference> built() {
        return GitopsRunAction.of(build).builds().stream()
                .map(BuildResult::image)
                .toList();
    }

    private String application(List<ImageReference> images) {
        return Optional.ofNullable(step.getApplication())
                .or(() -> ofJob(GitopsJobProperty::getApplication))
                .orElseGet(() -> {
                    if (images.isEmpty()) {
                        throw new GitopsException(
                                "gitopsDeploy does not say which application it is to promote from "
                                        + step.getPromoteFrom(),
                                "Name it (application: 'shop')");
                    }
                    return DeployRequest.defaultApplication(images);
                });
    }

    private String manifests() {
        return Optional.ofNullable(step.getManifests())
                .or(() -> ofJob(GitopsJobProperty::getManifests))
                .orElseThrow(() -> new GitopsException(
                        "gitopsDeploy does not say where the manifests of " + step.getEnvironment() + " are",
                        "Name their path in the repository (manifests: 'k8s/overlays/staging')"));
    }

    private Optional<String> ofJob(Function<GitopsJobProperty, String> setting) {
        return Optional.ofNullable(build.getParent().getProperty(GitopsJobProperty.class))
                .map(setting)
                .map(Util::fixEmptyAndTrim);
    }

    private Person author(EnvironmentEntry environment) {
        return environment.getCommits().fixedAuthor().orElseGet(this::starter);
    }

    /** Who started the build, or Jenkins. */
    private Person starter() {
        String address = Optional.ofNullable(JenkinsLocationConfiguration.get())
                .map(JenkinsLocationConfiguration::getAdminAddress)
                .orElse("")
                .replaceFirst(".*<([^>]*)>.*", "$1");
        String jenkins = address.contains("@") && !address.contains(" ") ? address : "jenkins@localhost";
        Cause.UserIdCause cause = build.getCause(Cause.UserIdCause.class);
        String id = cause == null ? null : cause.getUserId();
        if (id == null) {
            return new Person("Jenkins", jenkins);
        }
        User user = User.getById(id, false);
        String name = user == null ? id : user.getFullName();
        return new Person(
                name.replaceAll("[<>\\p{Cntrl}]", " "),
                id.replaceAll("[^A-Za-z0-9._-]", "-") + "@" + jenkins.substring(jenkins.indexOf('@') + 1));
    }

    private DeployOptions options(EnvironmentEntry environment, boolean requireTests, boolean allowNewerManifests) {
        SortedSet<String> namespaces = new TreeSet<>(Arrays.asList(
                Util.fixNull(environment.getAllowedNamespaces()).trim().split("[\\s,]+")));
        namespaces.remove("");
        int seconds = step.getTimeoutSeconds() == null ? environment.getTimeoutSeconds() : step.getTimeoutSeconds();
        return new DeployOptions(
                Access.namespace(environment),
                namespaces,
                environment.isClusterScoped(),
                step.onFailure(environment.getOnFailure()),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(environment.getGraceSeconds()),
                requireTests,
                allowNewerManifests || Access.isOnABranchOfItsOwn(environment, build),
                environment.isForceConflicts(),
                step.isReleaseHold(),
                environment.isPrune(),
                step.tags(environment.getCommits().getTags()),
                environment.getCommits().style(),
                ExistingObjects.AS_THEY_ARE);
    }
}
