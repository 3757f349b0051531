package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.Scene;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request with the usual things in it, of which a test changes one. */
public final class RequestBuilder {

    private final Scene scene;
    private final List<ImageReference> images = new ArrayList<>();
    private DeliveryKind kind = DeliveryKind.DEPLOY;
    private Optional<DeliverySource> source;
    private Optional<DeployId> rollbackOf = Optional.empty();
    private Optional<BuildLink> build = Optional.empty();
    private Optional<TestReport> tests = Optional.empty();
    private DeployOptions options;
    private String application = "shop";
    private ManifestSource manifests = ManifestSource.at("k8s");
    private GitIdentity author = Scene.AUTHOR;
    private Optional<SettingsFile> settings = Optional.empty();

    public RequestBuilder(Scene scene, ImageReference image) {
        this.scene = scene;
        this.images.add(image);
        this.source = source(scene.tip());
        this.options = usual(scene);
    }

    /** Of the manifests as they are on the branch, of no known source. */
    public RequestBuilder(Scene scene) {
        this.scene = scene;
        this.source = Optional.empty();
        this.options = usual(scene);
    }

    private static DeployOptions usual(Scene scene) {
        return DeployOptions.in(scene.namespace).with(DeployOptions.Patience.USUAL.withTimeout(Duration.ofSeconds(40)));
    }

    private Optional<DeliverySource> source(Revision revision) {
        return Optional.of(new DeliverySource(scene.remote().url(), revision, Optional.empty()));
    }

    public RequestBuilder of(Revision built) {
        source = source(built);
        return this;
    }

    public RequestBuilder with(ImageReference another) {
        images.add(another);
        return this;
    }

    public RequestBuilder kind(DeliveryKind wanted) {
        kind = wanted;
        return this;
    }

    public RequestBuilder rollbackOf(DeployId id) {
        kind = DeliveryKind.ROLLBACK;
        source = Optional.empty();
        rollbackOf = Optional.of(id);
        return this;
    }

    RequestBuilder withoutSource() {
        source = Optional.empty();
        return this;
    }

    public RequestBuilder build(String url) {
        build = Optional.of(new BuildLink(url));
        return this;
    }

    public RequestBuilder tests(TestReport report) {
        tests = Optional.of(report);
        return this;
    }

    public RequestBuilder requireTests() {
        options = options.with(options.safety().withRequireTests(true));
        return this;
    }

    public RequestBuilder timeout(Duration time) {
        options = options.with(options.patience().withTimeout(time));
        return this;
    }

    public RequestBuilder stopOnFailure() {
        return onFailure(OnFailure.STOP);
    }

    public RequestBuilder onFailure(OnFailure reaction) {
        options = options.with(reaction);
        return this;
    }

    public RequestBuilder releaseHold() {
        options = options.with(options.safety().withReleaseHold(true));
        return this;
    }

    public RequestBuilder newPlace() {
        options = options.with(options.safety().withNewPlace(true));
        return this;
    }

    public RequestBuilder allowNewerManifests() {
        options = options.with(options.safety().withAllowNewerManifests(true));
        return this;
    }

    public RequestBuilder prune() {
        options = options.with(Pruning.ON);
        return this;
    }

    public RequestBuilder clusterScoped() {
        options = options.with(options.scope().withClusterScoped(true));
        return this;
    }

    public RequestBuilder application(String name) {
        application = name;
        return this;
    }

    public RequestBuilder namespace(String name) {
        options = options.with(DeployScope.of(name));
        return this;
    }

    public RequestBuilder manifests(String path, String... values) {
        manifests = new ManifestSource(path, List.of(values));
        return this;
    }

    public RequestBuilder author(GitIdentity person) {
        author = person;
        return this;
    }

    public RequestBuilder commits(CommitFormat style) {
        options = options.with(style);
        return this;
    }

    public RequestBuilder existing(TakeoverPolicy allowed) {
        options = options.with(allowed);
        return this;
    }

    public RequestBuilder settings(SettingsFile file) {
        settings = Optional.of(file);
        return this;
    }

    public DeployRequest build() {
        return new DeployRequest(
                kind,
                new DeliveryTarget(application, "staging"),
                scene.remote(),
                manifests,
                scene.server(),
                images,
                source,
                build,
                rollbackOf,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                author,
                tests,
                Optional.empty(),
                options,
                settings);
    }
}
