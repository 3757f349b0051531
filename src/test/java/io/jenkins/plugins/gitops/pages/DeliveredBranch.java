package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A repository on the Git server, with commits as deliveries leave them, from wherever they were made. */
public final class DeliveredBranch {

    private static final Random RANDOM = new Random(7);
    private static final String DIGITS = "0123456789abcdef";

    public final BareRepository repository = GitServer.shared().createRepository(Map.of("k8s/shop.yaml", "{}\n"));
    private final Map<DeliveryTarget, DeployId> newest = new HashMap<>();

    /** A commit on the branch, and the delivery's id. */
    public record Commit(DeployId id, Revision revision) {}

    /** Environments that these jobs may deliver to, kept on the branch {@code main} of this repository. */
    public void configure(String allowedJobs, String... names) {
        List<EnvironmentEntry> environments = new ArrayList<>();
        for (String name : names) {
            EnvironmentEntry environment = new EnvironmentEntry(name);
            environment.setAllowedJobs(allowedJobs);
            environment.setAllowedBranches("**");
            environment.setRepository(repository.url());
            environment.setBranch("main");
            environments.add(environment);
        }
        GitopsConfiguration.get().setEnvironments(environments);
    }

    /**
     * One delivery more.
     *
     * @param build the URL of the build that asked, if one did
     * @param before how the delivery before ended, if there was one
     */
    public Commit deliver(String application, String environment, String tag, Optional<String> build, String before) {
        return deliver(new DeliveryTarget(application, environment), tag, build, before, Optional.empty());
    }

    /** The rollback of the newest delivery: by that delivery itself when the build is the same, otherwise on request. */
    public Commit rollBack(String application, String environment, String tag, Optional<String> build, String before) {
        DeliveryTarget target = new DeliveryTarget(application, environment);
        return deliver(target, tag, build, before, Optional.of(newest.get(target)));
    }

    private Commit deliver(
            DeliveryTarget target, String tag, Optional<String> build, String before, Optional<DeployId> rollbackOf) {
        DeployTrailers trailers = new DeployTrailers(
                DeployId.next(Instant.now(), RANDOM),
                target,
                Optional.of(ManifestSource.at("k8s")),
                List.of(image(target.application(), tag)),
                Optional.of(new DeliverySource(
                        "https://git.example/shop.git",
                        new Revision("77b8dc974a0e41d5a1b2c3d4e5f60718293a4b5c"),
                        Optional.empty())),
                build.map(BuildLink::new),
                rollbackOf,
                Optional.empty(),
                Optional.ofNullable(newest.get(target)).map(id -> previous(id, before)));
        return commit(trailers);
    }

    /** One delivery more, by the command line. */
    public Commit deliver(String application, String environment, String tag) {
        return deliver(application, environment, tag, Optional.empty(), "healthy");
    }

    /** What {@code gitops delete} commits. */
    public Commit remove(String application, String environment) {
        DeliveryTarget target = new DeliveryTarget(application, environment);
        return commit(new DeployTrailers(
                DeployId.next(Instant.now(), RANDOM),
                target,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(newest.get(target)).map(id -> previous(id, "healthy"))));
    }

    private static DeployTrailers.Previous previous(DeployId id, String result) {
        return new DeployTrailers.Previous(
                id,
                new DeliveryResult(result),
                Optional.of(id.requested().truncatedTo(ChronoUnit.SECONDS).plusSeconds(42)));
    }

    private Commit commit(DeployTrailers trailers) {
        String text = new CommitMessage("Deploy " + trailers.target(), "", trailers.toTrailers()).format();
        String revision = repository.commit("main", text, Map.of());
        newest.put(trailers.target(), trailers.id());
        return new Commit(trailers.id(), new Revision(revision));
    }

    /** The same digest for the same tag. */
    private static ImageReference image(String application, String tag) {
        StringBuilder digest = new StringBuilder();
        new Random(tag.hashCode()).ints(64, 0, DIGITS.length()).forEach(i -> digest.append(DIGITS.charAt(i)));
        return ImageReference.parse("registry.example/" + application + ":" + tag + "@sha256:" + digest);
    }
}
