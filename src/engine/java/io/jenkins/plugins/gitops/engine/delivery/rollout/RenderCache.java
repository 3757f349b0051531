package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.delivery.history.CommittedFiles;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.history.PulledCharts;
import io.jenkins.plugins.gitops.engine.delivery.record.CommitProgress;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.cache.CacheUnusableException;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.RepositoryMissingException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEdits;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rendered manifests of deliveries under way. Phases ask again and again, and a rendering can cost
 * a child process; so the newest few are kept. One that was dropped is rendered again, to the same bytes. Safe for many deliveries at
 * once, which should share one.
 */
public final class RenderCache {

    private static final int KEPT = 16;

    private final Newest<RenderedCommit> onBases = new Newest<>();
    private final Newest<RenderedManifests> ofCommits = new Newest<>();
    private final HealthWatchCache waits = new HealthWatchCache();

    private record Key(DeployId attempt, Revision revision) {}

    /** Those that were asked for last. */
    private static final class Newest<T> {

        private final Map<Key, T> kept = NewestKept.byAccess(() -> KEPT);

        synchronized Optional<T> get(Key key) {
            return Optional.ofNullable(kept.get(key));
        }

        synchronized T keep(Key key, T made) {
            kept.put(key, made);
            return made;
        }
    }

    /** Which objects attempts wait for. */
    public HealthWatchCache waits() {
        return waits;
    }

    /**
     * The record on this base, with what a chart there sees of the cluster. The cluster is asked once for a base: whoever renders for
     * the record later renders the same.
     */
    public static DeployRecord on(Revision base, DeployRecord record, DeliveryContext context) {
        CommitProgress writing = record.attempt().writing();
        DeployRecord on = record.with(writing.on(base));
        boolean asked = record.attempt().api().isPresent()
                && writing.base().filter(base::equals).isPresent();
        return asked
                ? on
                : on.seeing(context.renderer()
                        .namedApis(tree(on, base, context), record.request().manifests())
                        .map(context.cluster()::kubernetesApi));
    }

    /** On the attempt's base with its images set: what its commit holds. */
    public RenderedCommit onBase(DeployRecord record, DeliveryContext context) {
        Revision base = record.attempt().writing().base().orElseThrow();
        Key key = new Key(record.attempt().id(), base);
        Optional<RenderedCommit> known = onBases.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        if (!record.rollingBack()) {
            new ManifestChanges(context.branch()).requirePushed(record.request(), base);
        }
        ManifestSource source = record.request().manifests();
        FileTree tree = tree(record, base, context);
        var edits = edits(record, tree, source);
        RenderedCommit made =
                new RenderedCommit(edits, context.renderer().render(tree.with(edits.files()), source, release(record)));
        requireImages(record, made.rendering());
        return onBases.keep(key, made);
    }

    private static FileTree tree(DeployRecord record, Revision base, DeliveryContext context) {
        FileTree tree = new CommittedFiles(context.branch().tree(base));
        return record.attempt()
                .restores()
                .map(earlier -> tree.with(
                        earlier.of(record.request().manifests()),
                        new CommittedFiles(context.branch().tree(earlier.commit()))))
                .orElse(tree);
    }

    /** Where no image is to be set, manifests need not have a place for one. Files that are put back have theirs set. */
    private static ImageEdits edits(DeployRecord record, FileTree tree, ManifestSource source) {
        List<ImageReference> images = record.attempt().images();
        return images.isEmpty() || record.attempt().restores().isPresent()
                ? ImageEdits.NONE
                : ImageEditor.set(
                        tree, source, images, record.request().options().tags());
    }

    /** Of a record's chart. */
    public static HelmRelease release(DeployRecord record) {
        return new HelmRelease(
                record.request().target().application(),
                record.request().options().scope().namespace(),
                record.attempt().api());
    }

    /** A kustomization matches names as text, and a chart may read other values: then an edit sets nothing. */
    private static void requireImages(DeployRecord record, RenderedManifests rendering) {
        RenderedImages rendered = RenderedImages.of(rendering);
        for (ImageReference image : record.attempt().images()) {
            if (!rendered.runs(image)) {
                throw new GitopsException(
                        "No object of " + record.request().manifests() + " would run " + image
                                + ", although the files name it",
                        "Compare the image's name in the objects with its entry under 'images' in the kustomization, or"
                                + " with the values that the chart reads");
            }
        }
    }

    /**
     * Of the attempt's commit, to the byte of what is on the branch.
     *
     * @throws RenderingUnavailableException when it has to be rendered again, and cannot be
     */
    public RenderedManifests committed(DeployRecord record, DeliveryContext context) {
        CommitProgress writing = record.attempt().writing();
        Revision commit = writing.commit().orElseThrow();
        DeployId attempt = record.attempt().id();
        Key key = new Key(attempt, commit);
        return ofCommits
                .get(key)
                .or(() -> writing.candidate()
                        .or(writing::base)
                        .filter(commit::equals)
                        .flatMap(own ->
                                onBases.get(new Key(attempt, writing.base().orElseThrow())))
                        .map(RenderedCommit::rendering))
                .orElseGet(() -> ofCommits.keep(key, again(record, commit, context)));
    }

    /** By a process that did not make the commit, or has forgotten what it rendered then. */
    private static RenderedManifests again(DeployRecord record, Revision commit, DeliveryContext context) {
        FileTree tree = new CommittedFiles(context.branch().tree(commit));
        RenderedManifests rendering;
        try {
            rendering = context.renderer().render(tree, record.request().manifests(), release(record));
        } catch (RemoteUnreachableException
                | AccessDeniedException
                | RepositoryMissingException
                | CacheUnusableException ofGit) {
            throw ofGit;
        } catch (GitopsException unavailable) {
            throw new RenderingUnavailableException(unavailable);
        }
        if (!rendering.charts().isEmpty()) {
            CommitInfo made = context.branch().log(commit, 1).get(0);
            DeployTrailers.from(made.message())
                    .flatMap(trailers -> PulledCharts.changed(trailers, rendering))
                    .ifPresent(why -> {
                        throw new GitopsException(why, PulledCharts.REMEDY);
                    });
        }
        return rendering;
    }
}
