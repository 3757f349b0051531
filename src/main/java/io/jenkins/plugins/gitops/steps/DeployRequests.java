package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.access.PersonOfJenkins;
import io.jenkins.plugins.gitops.applications.DeclaredSettings;
import io.jenkins.plugins.gitops.applications.DesiredStateFile;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.deliveries.PromotionSource;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.EnvironmentImages;
import io.jenkins.plugins.gitops.engine.delivery.history.PromotionCandidate;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Makes the engine's request from a step, its build and the configuration. */
final class DeployRequests {

    /** Of the plugin pipeline-model-definition, which is not needed here. */
    private static final String RESTARTED = "RestartDeclarativePipelineCause";

    private final DeployStep step;
    private final Run<?, ?> build;
    private final FlowNode node;
    private final PrintStream log;
    private DesiredStateFile file;

    /** @param log the build's log, for what users should know of a request before it is carried out */
    DeployRequests(DeployStep step, Run<?, ?> build, FlowNode node, PrintStream log) {
        this.step = step;
        this.build = build;
        this.node = node;
        this.log = log;
    }

    /** @throws GitopsException when the build is not allowed to, or a value is missing */
    DeployRequest make() {
        EnvironmentEntry environment = EnvironmentAccess.environment(step.getEnvironment(), build, node);
        requireChangedAlone();
        file = DesiredStateFile.read(environment, build, step.getFile());
        return request(environment, file).withSettings(file.file());
    }

    /**
     * A sync that says what is to be removed. What was taken out of the file is to be removed as well, so the file is asked for
     * nothing but the commit's message, where it can be read.
     *
     * @throws GitopsException when the build is not allowed to
     */
    DeployRequest removal() {
        EnvironmentEntry environment = EnvironmentAccess.environment(step.getEnvironment(), build, node);
        DeployOptions options = step.over(environment.options());
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        new DeliveryTarget(step.getApplication(), environment.getName()),
                        CredentialAccess.remote(environment, build),
                        new ManifestSource(".", List.of()),
                        CredentialAccess.cluster(environment, build).server().toString()),
                requester(environment),
                options.with(messages(environment, options.commits())));
    }

    private CommitFormat messages(EnvironmentEntry environment, CommitFormat own) {
        try {
            return DesiredStateFile.read(environment, build, step.getFile())
                    .settingsToRemove(step.getApplication())
                    .commits(own);
        } catch (GitopsException e) {
            log.println("[gitops] The message of the commit is the environment's: " + ShownText.of(e.getMessage()));
            return own;
        }
    }

    /** The files and folders that an application is built from, by the file that {@link #make} has read; all where it does not say it. */
    Set<String> built(String application) {
        return file.built(application);
    }

    private void requireChangedAlone() {
        if (step.isChanged() && (step.isSync() || step.getRollbackTo() != null || step.getPromoteFrom() != null)) {
            throw new GitopsException(
                    "gitopsDeploy is to deliver what changed, and names sync, rollbackTo or promoteFrom as well",
                    "Leave out one of them");
        }
    }

    private DeployRequest request(EnvironmentEntry environment, DesiredStateFile file) {
        if (step.isSync()) {
            return sync(environment, file);
        }
        if (step.getRollbackTo() != null) {
            return rollback(environment, file);
        }
        return step.getPromoteFrom() == null ? deploy(environment, file) : promotion(environment, file);
    }

    private DeployRequest deploy(EnvironmentEntry environment, DesiredStateFile file) {
        DeliveredFacts facts = DeliveredFacts.of(build, !step.getImages().isEmpty());
        List<ImageReference> images = images(facts);
        String application = images.isEmpty()
                ? applicationWithoutImage(environment, file)
                : application(images, file, "deploy to " + environment.getName());
        Place place = place(application, environment, file);
        facts.requireAllowed(environment);
        facts.taken().forEach(log::println);
        DeployRequest request = DeployRequest.deploy(place.to(), requester(environment), images, place.options())
                .withSource(facts.source())
                .withTests(facts.tests())
                .withBuilding(facts.building());
        if (!images.isEmpty()) {
            return request;
        }
        requireWhole();
        log.println("[gitops] This build has not built an image: the manifests of " + request.target()
                + " are delivered as they are on the branch");
        // What was built in another repository is no part of the manifests.
        return request.ofTheRemote() ? request : request.withSource(Optional.empty());
    }

    /** Where it is not known what the restarted build had built, this deploy may mean an image of it. */
    private void requireWhole() {
        if (BuildFacts.of(build).restartedBuilds().isEmpty()
                && build.getCauses().stream()
                        .anyMatch(cause -> cause.getClass().getSimpleName().equals(RESTARTED))) {
            throw new GitopsException(
                    "This build was restarted from a stage, and what the one before had built is not known, so nothing"
                            + " is deployed to " + step.getEnvironment(),
                    "Start a new build, or restart that one from its first stage");
        }
    }

    private String applicationWithoutImage(EnvironmentEntry environment, DesiredStateFile file) {
        return named(file, List.of()).orElseThrow(() -> {
            file.requireRead();
            return new GitopsException(
                    "This build has not built an image, so its name does not say which application gitopsDeploy is to"
                            + " deploy to " + environment.getName(),
                    "Put gitopsBuild before gitopsDeploy, or name images with their digests (images: [...]); to deliver"
                            + " the manifests as they are, name the application (application: 'shop')");
        });
    }

    /**
     * Delivers the healthy images of another environment. They count as tested when that environment requires tests too;
     * otherwise this build must have run tests. The manifests of the built commit do not matter: the target environment has
     * its own.
     */
    private DeployRequest promotion(EnvironmentEntry environment, DesiredStateFile file) {
        requirePromotionAlone();
        String application = application(built(), file, "promote from " + step.getPromoteFrom());
        Place place = place(application, environment, file);
        DeliveredFacts facts = DeliveredFacts.of(build, true);
        facts.requireAllowed(environment);
        EnvironmentEntry from = EnvironmentAccess.promotable(step.getPromoteFrom(), build);
        PromotionSource source = new PromotionSource(from, build);
        PromotionCandidate candidate = source.healthy(application);
        DeployTrailers healthy = candidate.delivery();
        EnvironmentImages there = promoted(source, candidate, environment, place);
        log.println("[gitops] Promoting what " + from.getName() + " runs since delivery " + healthy.id() + ": "
                + names(there.images()));
        warn(there.left());
        DeployOptions options = place.options();
        return DeployRequest.promotion(
                        place.to(),
                        requester(environment),
                        there.images(),
                        healthy.id(),
                        from.getName(),
                        options.with(options.safety()
                                .withRequireTests(options.safety().requireTests() && !from.isRequireTests())))
                .withSource(healthy.source())
                .withTests(facts.tests());
    }

    private EnvironmentImages promoted(
            PromotionSource source, PromotionCandidate candidate, EnvironmentEntry environment, Place place) {
        try (RemoteBranch branch = DeliveryContexts.branch(environment, build)) {
            return source.images(
                    candidate,
                    new EnvironmentImages.Destination(
                            branch, branch.fetchTip(), place.to().manifests(), DeliveryContexts.renderer(build)));
        }
    }

    /**
     * Restores an earlier delivery. This build's tests and manifests do not matter: they may be the reason for
     * the rollback.
     */
    private DeployRequest rollback(EnvironmentEntry environment, DesiredStateFile file) {
        requireRollbackAlone();
        Place place = place(application(built(), file, "roll back in " + environment.getName()), environment, file);
        DeployRequest.Destination to = place.to();
        DeployOptions options = place.options();
        RollbackTarget earlier = earlier(to, environment, options);
        log.println("[gitops] Rolling back delivery " + earlier.current() + " to " + names(earlier.images())
                + earlier.restores()
                        .map(then -> " and the files of " + to.manifests() + " at "
                                + then.commit().abbreviated())
                        .orElse(""));
        warn(earlier.warnings());
        return DeployRequest.rollback(to, requester(environment), earlier.images(), earlier.current(), options)
                .restoring(earlier.restores())
                .withSource(earlier.source());
    }

    private DeployRequest sync(EnvironmentEntry environment, DesiredStateFile file) {
        if (step.getRollbackTo() != null
                || step.getPromoteFrom() != null
                || !step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy is to sync with the newest delivery, and names rollbackTo, promoteFrom or images as"
                            + " well",
                    "Leave out one of them");
        }
        // It may narrow what the environment allows.
        file.requireRead();
        Place place = place(application(built(), file, "sync in " + environment.getName()), environment, file);
        return DeployRequest.sync(place.to(), requester(environment), place.options());
    }

    private RollbackTarget earlier(DeployRequest.Destination to, EnvironmentEntry environment, DeployOptions options) {
        try (RemoteBranch branch = DeliveryContexts.branch(environment, build)) {
            return RollbackTarget.choose(
                    to.target(),
                    branch,
                    to.manifests(),
                    step.getRollbackTo(),
                    options,
                    DeliveryContexts.renderer(build));
        }
    }

    private void requireRollbackAlone() {
        if (step.getPromoteFrom() != null || !step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy is to roll back, to images that an earlier delivery had, and names "
                            + (step.getPromoteFrom() != null ? "promoteFrom" : "images") + " as well",
                    "Leave out one of them");
        }
    }

    /** Where the delivery goes, and how it is done: by the step, then the job's configuration, the file, the environment. */
    private record Place(DeployRequest.Destination to, DeployOptions options) {}

    private Place place(String application, EnvironmentEntry environment, DesiredStateFile file) {
        DeclaredSettings declared = file.settings(application);
        file.note(application, declared).ifPresent(log::println);
        return new Place(
                new DeployRequest.Destination(
                        new DeliveryTarget(application, environment.getName()),
                        CredentialAccess.remote(environment, build),
                        manifests(declared, file),
                        CredentialAccess.cluster(environment, build).server().toString()),
                options(environment, declared));
    }

    private DeployRequest.Requester requester(EnvironmentEntry environment) {
        return new DeployRequest.Requester(author(environment), Optional.of(link()));
    }

    /** @throws GitopsException when a value of the step does not exist, or the environment does not allow it */
    private DeployOptions options(EnvironmentEntry environment, DeclaredSettings declared) {
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

    private void warn(List<String> warnings) {
        warnings.forEach(warning -> log.println("[gitops] Warning: " + ShownText.of(warning)));
    }

    private static String names(List<ImageReference> images) {
        return images.stream().map(Object::toString).collect(Collectors.joining(", "));
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

    /** None when this build has built none: then the manifests are delivered as they are. */
    private List<ImageReference> images(DeliveredFacts facts) {
        if (!step.getImages().isEmpty()) {
            return step.getImages().stream().map(ImageReference::parse).toList();
        }
        return facts.images();
    }

    private List<ImageReference> built() {
        return DeliveredFacts.of(build, false).images();
    }

    /** @param purpose what the name is needed for, for the message when it is missing */
    private String application(List<ImageReference> images, DesiredStateFile file, String purpose) {
        return named(file, images).orElseGet(() -> {
            if (images.isEmpty()) {
                file.requireRead();
                throw new GitopsException(
                        step.function() + " does not say which application it is to " + purpose,
                        "Name it (application: 'shop')");
            }
            return DeployRequest.defaultApplication(images);
        });
    }

    private Optional<String> named(DesiredStateFile file, List<ImageReference> images) {
        return Optional.ofNullable(step.getApplication())
                .or(() -> ofJob(GitopsJobProperty::getApplication))
                .or(() -> file.application(images));
    }

    private ManifestSource manifests(DeclaredSettings declared, DesiredStateFile file) {
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

    private GitIdentity author(EnvironmentEntry environment) {
        return environment.getCommits().fixedAuthor().orElseGet(this::starter);
    }

    /** Who started the build, or Jenkins. */
    private GitIdentity starter() {
        Cause.UserIdCause cause = build.getCause(Cause.UserIdCause.class);
        String id = cause == null ? null : cause.getUserId();
        return id == null ? PersonOfJenkins.jenkins() : PersonOfJenkins.of(id);
    }
}
