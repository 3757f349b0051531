package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request for a delivery. Holds no credential: it is written to disk as it is.
 *
 * @param kind why it was requested
 * @param target application and environment
 * @param remote the repository and branch that hold the desired state
 * @param manifests where the manifests are in it
 * @param cluster address of the API server, so that a resumed delivery does not go to another one
 * @param images the images to run, each pinned by digest; none for the manifests as they are
 * @param source the commit that was built
 * @param build the build that asks
 * @param rollbackOf the delivery that a rollback undoes
 * @param restores the delivery whose files a rollback puts back; absent where it brings images alone
 * @param promotedFrom the delivery to another environment that a promotion repeats
 * @param promotedEnvironment the environment that a promotion comes from
 * @param author who asked; the commit's author
 * @param tests the result of the test run, when there was one
 * @param building how long the build of the images took, where that is known; records of older versions do not say it
 * @param options how it is done
 * @param settings the file of the branch that the settings came from, or that was not there; absent where none was looked for,
 *     and in records of older versions
 */
public record DeployRequest(
        DeliveryKind kind,
        DeliveryTarget target,
        GitRemote remote,
        @JsonProperty("where") @JsonUnwrapped ManifestSource manifests,
        String cluster,
        List<ImageReference> images,
        Optional<DeliverySource> source,
        Optional<BuildLink> build,
        Optional<DeployId> rollbackOf,
        Optional<RestoredDelivery> restores,
        Optional<DeployId> promotedFrom,
        Optional<String> promotedEnvironment,
        GitIdentity author,
        Optional<TestReport> tests,
        Optional<Duration> building,
        DeployOptions options,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SettingsFile> settings) {

    /** @throws GitopsException when an image is not pinned by digest, or a promotion has none */
    public DeployRequest {
        images = List.copyOf(images);
        // A record of an older version has no such field.
        restores = Objects.requireNonNullElse(restores, Optional.empty());
        building = Objects.requireNonNullElse(building, Optional.empty());
        settings = Objects.requireNonNullElse(settings, Optional.empty());
        if (images.isEmpty() && kind == DeliveryKind.PROMOTION) {
            throw new GitopsException(
                    "There is no image to promote to " + target.environment()
                            + ": none is pinned by a digest where it is healthy",
                    "Deliver an image with its digest there; or deliver the manifests of " + target.environment()
                            + " as they are, by a deploy without an image");
        }
        for (ImageReference image : images) {
            if (image.digest().isEmpty()) {
                throw new GitopsException(
                        "The image " + image + " is not pinned by a digest, so it could change after the deploy",
                        "Name it as name@sha256:..., as gitopsBuild and 'gitops build' return it");
            }
        }
    }

    /**
     * Where a delivery goes.
     *
     * @param target application and environment
     * @param remote the repository and branch that hold the desired state
     * @param manifests where the manifests are in it
     * @param cluster address of the API server
     */
    public record Destination(DeliveryTarget target, GitRemote remote, ManifestSource manifests, String cluster) {}

    /**
     * Who asks for a delivery.
     *
     * @param author the commit's author
     * @param build the build that asks
     */
    public record Requester(GitIdentity author, Optional<BuildLink> build) {}

    /**
     * Images that were just built; without one, the manifests as they are on the branch. Add the commit that was built, and
     * the tests of it, where they are known.
     */
    public static DeployRequest deploy(
            Destination to, Requester by, List<ImageReference> images, DeployOptions options) {
        return of(DeliveryKind.DEPLOY, to, by, images, Optional.empty(), Optional.empty(), Optional.empty(), options);
    }

    /**
     * Images that are healthy in another environment. Neither newer manifests nor a hold stop it.
     *
     * @param delivery the delivery that deployed them there
     * @param environment the other environment
     */
    public static DeployRequest promotion(
            Destination to,
            Requester by,
            List<ImageReference> images,
            DeployId delivery,
            String environment,
            DeployOptions options) {
        return of(
                DeliveryKind.PROMOTION,
                to,
                by,
                images,
                Optional.empty(),
                Optional.of(delivery),
                Optional.of(environment),
                options.with(explicit(options.safety())));
    }

    /**
     * Images of an earlier delivery. Neither newer manifests nor a hold stop it, and it needs no tests.
     *
     * @param undone the delivery that it undoes
     */
    public static DeployRequest rollback(
            Destination to, Requester by, List<ImageReference> images, DeployId undone, DeployOptions options) {
        return of(
                DeliveryKind.ROLLBACK,
                to,
                by,
                images,
                Optional.of(undone),
                Optional.empty(),
                Optional.empty(),
                options.with(explicit(options.safety()).withRequireTests(false)));
    }

    /** What the newest delivery on the branch brought, again. It needs no tests, and commits nothing. */
    public static DeployRequest sync(Destination to, Requester by, DeployOptions options) {
        return of(
                DeliveryKind.SYNC,
                to,
                by,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                options.with(explicit(options.safety()).withRequireTests(false)));
    }

    private static DeployOptions.Safety explicit(DeployOptions.Safety asked) {
        return asked.withAllowNewerManifests(true).withReleaseHold(true);
    }

    private static DeployRequest of(
            DeliveryKind kind,
            Destination to,
            Requester by,
            List<ImageReference> images,
            Optional<DeployId> rollbackOf,
            Optional<DeployId> promotedFrom,
            Optional<String> promotedEnvironment,
            DeployOptions options) {
        return new DeployRequest(
                kind,
                to.target(),
                to.remote(),
                to.manifests(),
                to.cluster(),
                images,
                Optional.empty(),
                by.build(),
                rollbackOf,
                Optional.empty(),
                promotedFrom,
                promotedEnvironment,
                by.author(),
                Optional.empty(),
                Optional.empty(),
                options,
                Optional.empty());
    }

    /** The same of this source commit, or of none that is to be considered. */
    public DeployRequest withSource(Optional<DeliverySource> known) {
        return with(known, restores, tests, building, options, settings);
    }

    /** The same, which also puts back the files of that delivery, or of none. */
    public DeployRequest restoring(Optional<RestoredDelivery> earlier) {
        return with(source, earlier, tests, building, options, settings);
    }

    /** The same after these tests, or after none. */
    public DeployRequest withTests(Optional<TestReport> report) {
        return with(source, restores, report, building, options, settings);
    }

    /** The same of images whose build took so long, where that is known. */
    public DeployRequest withBuilding(Optional<Duration> took) {
        return with(source, restores, tests, took, options, settings);
    }

    /** The same done with other options. */
    public DeployRequest with(DeployOptions other) {
        return with(source, restores, tests, building, other, settings);
    }

    /** The same, whose settings came from this file of the branch: before its commit it is refused where that has changed. */
    public DeployRequest withSettings(SettingsFile file) {
        return with(source, restores, tests, building, options, Optional.of(file));
    }

    private DeployRequest with(
            Optional<DeliverySource> known,
            Optional<RestoredDelivery> earlier,
            Optional<TestReport> report,
            Optional<Duration> took,
            DeployOptions other,
            Optional<SettingsFile> file) {
        return new DeployRequest(
                kind,
                target,
                remote,
                manifests,
                cluster,
                images,
                known,
                build,
                rollbackOf,
                earlier,
                promotedFrom,
                promotedEnvironment,
                author,
                report,
                took,
                other,
                file);
    }

    /**
     * Whether a healthy end of it ends a hold. A failed source is held until something else became healthy on purpose, and
     * manifests of no known source are perhaps what the rollback left.
     */
    public boolean releasesHold() {
        return kind != DeliveryKind.ROLLBACK
                && kind != DeliveryKind.SYNC
                && (!images.isEmpty() || source.isPresent() || options.safety().releaseHold());
    }

    /** Whether the built commit is in the repository that holds the desired state. */
    public boolean ofTheRemote() {
        try {
            return source.isPresent()
                    && new GitRemote(source.get().repository(), remote.branch())
                            .key()
                            .equals(remote.key());
        } catch (GitopsException notAUrl) {
            return false;
        }
    }

    /** The application's name when none was given: the last part of the only image's name. */
    public static String defaultApplication(List<ImageReference> images) {
        if (images.isEmpty()) {
            throw new GitopsException(
                    "There is no image that the application's name could be taken from",
                    "Name the application, to deliver its manifests as they are (application: 'shop', or --application"
                            + " shop); to deliver an image, build it before (gitopsBuild, or gitops build --result and"
                            + " --build-result), or name it with its digest; with a gitops.yaml in this folder or above it"
                            + " (gitops init), the application is known");
        }
        if (images.size() != 1) {
            throw new GitopsException(
                    "There are " + images.size() + " images, so the application's name cannot be taken from one",
                    "Name the application (application: 'shop', or --application shop)");
        }
        return images.get(0).lastPart();
    }
}
