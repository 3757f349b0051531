package io.jenkins.plugins.gitops.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.ProxyConfiguration;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.RememberedImages;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.image.reuse.ReusableImages;
import io.jenkins.plugins.gitops.engine.registry.ImageRegistries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether an image of the same inputs is in the registry, so that a build has nothing to build.
 *
 * @param note is given why something is not reused, for the build's log
 */
record ReuseCheck(BuildStep step, Run<?, ?> build, Consumer<String> note) {

    private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(30);

    /** What the image is made of; empty where the step does not ask for reuse, or that cannot be known. */
    Optional<BuildInputs> inputs(ImageBuild image, FilePath here, Launcher launcher, EnvVars environment)
            throws IOException, InterruptedException {
        if (!step.isReuse()) {
            return Optional.empty();
        }
        try {
            DeliverySource source = EnvironmentAccess.source(build)
                    .orElseThrow(() -> new GitopsException(
                            "Not reused: which commit this build is of is not known", "Put 'checkout scm' before it"));
            return Optional.of(new AgentInputs(
                            here, launcher, environment, step.getInputs() == null ? List.of() : step.getInputs())
                    .of(image, step.builders(), source.revision(), reusable()));
        } catch (GitopsException unknown) {
            note.accept(unknown.getMessage());
            return Optional.empty();
        }
    }

    /** The image that an earlier build of this job pushed, with its digest. */
    Optional<ImageReference> find(ImageBuild image, BuildInputs inputs) {
        return RememberedImages.find(build, image.target(), inputs.hash())
                .flatMap(digest -> reusable().find(image.target(), digest));
    }

    /** Registries that an administrator has configured, and no others: a Dockerfile names whatever it likes. */
    private ReusableImages reusable() {
        return new ReusableImages(
                new ImageRegistries(
                        host -> CredentialAccess.chartRegistry(host, build),
                        ProxyConfiguration::newHttpClientBuilder,
                        REGISTRY_TIMEOUT),
                note);
    }
}
