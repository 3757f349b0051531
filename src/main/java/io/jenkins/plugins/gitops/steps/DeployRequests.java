package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.ExistingObjects;
import io.jenkins.plugins.gitops.engine.delivery.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.Kind;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import io.jenkins.plugins.gitops.engine.git.Person;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.TagStyle;
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
        Optional<GitopsJobProperty> job = Optional.ofNullable(build.getParent().getProperty(GitopsJobProperty.class));
        List<ImageReference> images = images();
        return new DeployRequest(
                Kind.DEPLOY,
                new Target(application(job, images), environment.getName()),
                Access.remote(environment, build),
                manifests(job),
                Access.cluster(environment, build).server().toString(),
                images,
                Access.source(build),
                Optional.of(new BuildLink(
                        Jenkins.get().getRootUrl() == null
                                ? build.getUrl()
                                : Jenkins.get().getRootUrl() + build.getUrl())),
                Optional.empty(),
                author(),
                GitopsRunAction.of(build).tests(),
                options(environment));
    }

    private List<ImageReference> images() {
        if (!step.getImages().isEmpty()) {
            return step.references();
        }
        List<ImageReference> built = GitopsRunAction.of(build).builds().stream()
                .map(BuildResult::image)
                .toList();
        if (built.isEmpty()) {
            throw new GitopsException(
                    "This build has not built an image that could be deployed to " + step.getEnvironment(),
                    "Put gitopsBuild before gitopsDeploy, or name images with their digests (images: [...])");
        }
        return built;
    }

    private String application(Optional<GitopsJobProperty> job, List<ImageReference> images) {
        return Optional.ofNullable(step.getApplication())
                .or(() -> job.map(GitopsJobProperty::getApplication).map(Util::fixEmptyAndTrim))
                .orElseGet(() -> DeployRequest.defaultApplication(images));
    }

    private String manifests(Optional<GitopsJobProperty> job) {
        return Optional.ofNullable(step.getManifests())
                .or(() -> job.map(GitopsJobProperty::getManifests).map(Util::fixEmptyAndTrim))
                .orElseThrow(() -> new GitopsException(
                        "gitopsDeploy does not say where the manifests of " + step.getEnvironment() + " are",
                        "Name their path in the repository (manifests: 'k8s/overlays/staging')"));
    }

    /** Who started the build, or Jenkins. */
    private Person author() {
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

    private DeployOptions options(EnvironmentEntry environment) {
        SortedSet<String> namespaces = new TreeSet<>(Arrays.asList(
                Util.fixNull(environment.getAllowedNamespaces()).trim().split("[\\s,]+")));
        namespaces.remove("");
        int seconds = step.getTimeoutSeconds() == null ? environment.getTimeoutSeconds() : step.getTimeoutSeconds();
        return new DeployOptions(
                Optional.ofNullable(environment.getNamespace()).orElse("default"),
                namespaces,
                environment.isClusterScoped(),
                step.onFailure(environment.getOnFailure()),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(environment.getGraceSeconds()),
                environment.isRequireTests(),
                step.isAllowNewerManifests(),
                environment.isForceConflicts(),
                step.isReleaseHold(),
                environment.isPrune(),
                TagStyle.DROP,
                ExistingObjects.AS_THEY_ARE);
    }
}
