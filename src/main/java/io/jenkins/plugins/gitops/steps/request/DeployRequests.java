package io.jenkins.plugins.gitops.steps.request;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.applications.DesiredStateFile;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Makes the engine's request from a step, its build and the configuration: a deploy or a sync, or what others make. */
public final class DeployRequests {

    /** Of the plugin pipeline-model-definition, which is not needed here. */
    private static final String RESTARTED = "RestartDeclarativePipelineCause";

    private final DeployParameters step;
    private final Run<?, ?> build;
    private final FlowNode node;
    private final PrintStream log;
    private DesiredStateFile file;

    /** @param log the build's log, for what users should know of a request before it is carried out */
    public DeployRequests(DeployParameters step, Run<?, ?> build, FlowNode node, PrintStream log) {
        this.step = step;
        this.build = build;
        this.node = node;
        this.log = log;
    }

    /** @throws GitopsException when the build is not allowed to, or a value is missing */
    public DeployRequest make() {
        EnvironmentEntry environment = EnvironmentAccess.environment(step.getEnvironment(), build, node);
        requireChangedAlone();
        file = DesiredStateFile.read(environment, build, step.getFile());
        return request(new RequestSettings(step, build, environment, file, log)).withSettings(file.file());
    }

    /**
     * A sync that says what is to be removed. What was taken out of the file is to be removed as well, so the file is asked for
     * nothing but the commit's message, where it can be read.
     *
     * @throws GitopsException when the build is not allowed to
     */
    public DeployRequest removal() {
        EnvironmentEntry environment = EnvironmentAccess.environment(step.getEnvironment(), build, node);
        DeployOptions options = step.over(environment.options());
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        new DeliveryTarget(step.getApplication(), environment.getName()),
                        CredentialAccess.remote(environment, build),
                        new ManifestSource(".", List.of()),
                        CredentialAccess.cluster(environment, build).server().toString()),
                RequestSettings.requester(environment, build),
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
    public Set<String> built(String application) {
        return file.built(application);
    }

    private void requireChangedAlone() {
        if (step.isChanged() && (step.isSync() || step.getRollbackTo() != null || step.getPromoteFrom() != null)) {
            throw new GitopsException(
                    "gitopsDeploy is to deliver what changed, and names sync, rollbackTo or promoteFrom as well",
                    "Leave out one of them");
        }
    }

    private DeployRequest request(RequestSettings settings) {
        if (step.isSync()) {
            return sync(settings);
        }
        if (step.getRollbackTo() != null) {
            return new RollbackRequests(settings).make();
        }
        return step.getPromoteFrom() == null ? deploy(settings) : new PromotionRequests(settings).make();
    }

    private DeployRequest deploy(RequestSettings settings) {
        DeliveredFacts facts = DeliveredFacts.of(build, !step.getImages().isEmpty());
        List<ImageReference> images = images(facts);
        String application = images.isEmpty()
                ? applicationWithoutImage(settings)
                : settings.application(
                        images, "deploy to " + settings.environment().getName());
        RequestSettings.Place place = settings.place(application);
        facts.requireAllowed(settings.environment());
        facts.taken().forEach(log::println);
        DeployRequest request = DeployRequest.deploy(place.to(), settings.requester(), images, place.options())
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

    private static String applicationWithoutImage(RequestSettings settings) {
        return settings.named(List.of()).orElseThrow(() -> {
            settings.file().requireRead();
            return new GitopsException(
                    "This build has not built an image, so its name does not say which application gitopsDeploy is to"
                            + " deploy to " + settings.environment().getName(),
                    "Put gitopsBuild before gitopsDeploy, or name images with their digests (images: [...]); to deliver"
                            + " the manifests as they are, name the application (application: 'shop')");
        });
    }

    private DeployRequest sync(RequestSettings settings) {
        if (step.getRollbackTo() != null
                || step.getPromoteFrom() != null
                || !step.getImages().isEmpty()) {
            throw new GitopsException(
                    "gitopsDeploy is to sync with the newest delivery, and names rollbackTo, promoteFrom or images as"
                            + " well",
                    "Leave out one of them");
        }
        // It may narrow what the environment allows.
        settings.file().requireRead();
        RequestSettings.Place place = settings.place(
                settings.application("sync in " + settings.environment().getName()));
        return DeployRequest.sync(place.to(), settings.requester(), place.options());
    }

    /** None when this build has built none: then the manifests are delivered as they are. */
    private List<ImageReference> images(DeliveredFacts facts) {
        if (!step.getImages().isEmpty()) {
            return step.getImages().stream().map(ImageReference::parse).toList();
        }
        return facts.images();
    }
}
