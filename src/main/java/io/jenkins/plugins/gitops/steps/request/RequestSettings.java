package io.jenkins.plugins.gitops.steps.request;

import hudson.Util;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.access.PersonOfJenkins;
import io.jenkins.plugins.gitops.applications.DeclaredSettings;
import io.jenkins.plugins.gitops.applications.DesiredStateFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** What a request says, whatever its kind is: from a step, its build, gitops.yaml and the configuration. */
record RequestSettings(
        DeployParameters step, Run<?, ?> build, EnvironmentEntry environment, DesiredStateFile file, PrintStream log) {

    /** Where the delivery goes, and how it is done: by the step, then the job's configuration, the file, the environment. */
    record Place(DeployRequest.Destination to, DeployOptions options) {}

    /** @throws GitopsException when the environment does not allow it, or a value is missing or does not exist */
    Place place(String application) {
        DeclaredSettings declared = file.settings(application);
        file.note(application, declared).ifPresent(log::println);
        return new Place(
                new DeployRequest.Destination(
                        new DeliveryTarget(application, environment.getName()),
                        CredentialAccess.remote(environment, build),
                        manifests(declared),
                        CredentialAccess.cluster(environment, build).server().toString()),
                options(declared));
    }

    DeployRequest.Requester requester() {
        return requester(environment, build);
    }

    static DeployRequest.Requester requester(EnvironmentEntry environment, Run<?, ?> build) {
        return new DeployRequest.Requester(author(environment, build), Optional.of(link(build)));
    }

    private DeployOptions options(DeclaredSettings declared) {
        DeployOptions options = step.over(declared.over(environment.options()));
        if (!step.isSync()) {
            // Nothing but a sync leaves fields alone. What the file says stays with the delivery, for the watch over
            // its drift.
            options = options.with(SyncLimits.NONE.ignoring(declared.ignored()));
        }
        if (!options.existing().equals(TakeoverPolicy.NONE)) {
            EnvironmentAccess.requireAdoptAndReplace(environment);
        }
        return CredentialAccess.hasSeparateBranch(environment, build)
                ? options.with(options.safety().withAllowNewerManifests(true))
                : options;
    }

    /** In the build's log. */
    void warn(List<String> warnings) {
        warnings.forEach(warning -> log.println("[gitops] Warning: " + ShownText.of(warning)));
    }

    static String names(List<ImageReference> images) {
        return images.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static BuildLink link(Run<?, ?> build) {
        String root = Jenkins.get().getRootUrl();
        return new BuildLink(root == null ? build.getUrl() : root + build.getUrl());
    }

    /**
     * The name of the application: as it is configured, or after what this build has built.
     *
     * @param purpose what the name is needed for, for the message when it is missing
     */
    String application(String purpose) {
        return application(DeliveredFacts.of(build, false).images(), purpose);
    }

    /** The same, or after other images. */
    String application(List<ImageReference> images, String purpose) {
        return named(images).orElseGet(() -> {
            if (images.isEmpty()) {
                file.requireRead();
                throw new GitopsException(
                        step.function() + " does not say which application it is to " + purpose,
                        "Name it (application: 'shop')");
            }
            return DeployRequest.defaultApplication(images);
        });
    }

    /** The name of the application by the step, the job or gitops.yaml. */
    Optional<String> named(List<ImageReference> images) {
        return Optional.ofNullable(step.getApplication())
                .or(() -> ofJob(GitopsJobProperty::getApplication))
                .or(() -> file.application(images));
    }

    private ManifestSource manifests(DeclaredSettings declared) {
        String path = Optional.ofNullable(step.getManifests())
                .or(() -> ofJob(GitopsJobProperty::getManifests))
                .or(declared::manifests)
                .orElseThrow(() -> {
                    file.requireRead();
                    return new GitopsException(
                            step.function() + " does not say where the manifests of " + step.getEnvironment() + " are",
                            "Name their path in the repository (manifests: 'k8s/overlays/staging'), here or in"
                                    + " gitops.yaml");
                });
        return new ManifestSource(path, step.getValues() == null ? declared.valuesFiles() : step.getValues());
    }

    private Optional<String> ofJob(Function<GitopsJobProperty, String> setting) {
        return Optional.ofNullable(build.getParent().getProperty(GitopsJobProperty.class))
                .map(setting)
                .map(Util::fixEmptyAndTrim);
    }

    private static GitIdentity author(EnvironmentEntry environment, Run<?, ?> build) {
        return environment.getCommits().fixedAuthor().orElseGet(() -> starter(build));
    }

    /** Who started the build, or Jenkins. */
    private static GitIdentity starter(Run<?, ?> build) {
        Cause.UserIdCause cause = build.getCause(Cause.UserIdCause.class);
        String id = cause == null ? null : cause.getUserId();
        return id == null ? PersonOfJenkins.jenkins() : PersonOfJenkins.of(id);
    }
}
