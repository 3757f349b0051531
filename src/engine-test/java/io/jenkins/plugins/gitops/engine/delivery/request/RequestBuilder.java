package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.Scene;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request with the usual things in it, of which a test changes one. */
public final class RequestBuilder {

    private final Scene scene;
    private final ImageReference image;
    private DeliveryKind kind = DeliveryKind.DEPLOY;
    private Optional<DeliverySource> source;
    private Optional<DeployId> rollbackOf = Optional.empty();
    private Optional<BuildLink> build = Optional.empty();
    private Optional<TestReport> tests = Optional.empty();
    private Duration timeout = Duration.ofSeconds(40);
    private OnFailure onFailure = OnFailure.ROLLBACK;
    private boolean requireTests;
    private boolean releaseHold;
    private boolean allowNewerManifests;
    private boolean prune;
    private boolean clusterScoped;
    private String manifests = "k8s";
    private CommitFormat commits = CommitFormat.USUAL;
    private GitIdentity author = Scene.AUTHOR;
    private TakeoverPolicy existing = TakeoverPolicy.NONE;

    public RequestBuilder(Scene scene, ImageReference image) {
        this.scene = scene;
        this.image = image;
        this.source = source(scene.tip());
    }

    private Optional<DeliverySource> source(Revision revision) {
        return Optional.of(new DeliverySource(scene.remote().url(), revision, Optional.empty()));
    }

    public RequestBuilder of(Revision built) {
        source = source(built);
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

    RequestBuilder build(String url) {
        build = Optional.of(new BuildLink(url));
        return this;
    }

    public RequestBuilder tests(TestReport report) {
        tests = Optional.of(report);
        return this;
    }

    public RequestBuilder requireTests() {
        requireTests = true;
        return this;
    }

    public RequestBuilder timeout(Duration time) {
        timeout = time;
        return this;
    }

    public RequestBuilder stopOnFailure() {
        onFailure = OnFailure.STOP;
        return this;
    }

    public RequestBuilder releaseHold() {
        releaseHold = true;
        return this;
    }

    public RequestBuilder allowNewerManifests() {
        allowNewerManifests = true;
        return this;
    }

    public RequestBuilder prune() {
        prune = true;
        return this;
    }

    public RequestBuilder clusterScoped() {
        clusterScoped = true;
        return this;
    }

    public RequestBuilder manifests(String path) {
        manifests = path;
        return this;
    }

    public RequestBuilder author(GitIdentity person) {
        author = person;
        return this;
    }

    public RequestBuilder commits(CommitFormat style) {
        commits = style;
        return this;
    }

    public RequestBuilder existing(TakeoverPolicy allowed) {
        existing = allowed;
        return this;
    }

    public DeployRequest build() {
        DeployOptions usual = DeployOptions.in(scene.namespace);
        return new DeployRequest(
                kind,
                new DeliveryTarget("shop", "staging"),
                scene.remote(),
                manifests,
                Scene.access().server().toString(),
                List.of(image),
                source,
                build,
                rollbackOf,
                author,
                tests,
                new DeployOptions(
                        usual.namespace(),
                        usual.allowedNamespaces(),
                        clusterScoped,
                        onFailure,
                        timeout,
                        usual.grace(),
                        requireTests,
                        allowNewerManifests,
                        usual.force(),
                        releaseHold,
                        prune,
                        usual.pruneLimit(),
                        usual.tags(),
                        commits,
                        existing));
    }
}
