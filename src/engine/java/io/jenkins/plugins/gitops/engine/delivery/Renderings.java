package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.Release;
import io.jenkins.plugins.gitops.engine.manifest.Rendering;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the attempts of deliveries under way want the cluster to be. Phases ask again and again, and a rendering can cost
 * a child process; so the newest few are kept. A lost one is made again, to the same bytes. Safe for many deliveries at
 * once, which should share one.
 */
public final class Renderings {

    private static final int KEPT = 16;

    private final Map<Key, Desired> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Desired> eldest) {
            return size() > KEPT;
        }
    };

    private final WatchedObjects watched = new WatchedObjects();

    private record Key(DeployId attempt, Revision base) {}

    /** Which objects attempts wait for. */
    WatchedObjects watched() {
        return watched;
    }

    /** On the attempt's base with its images set: what its commit holds. */
    Desired onBase(DeployRecord record, Site site) {
        Revision base = record.attempt().writing().base().orElseThrow();
        Key key = new Key(record.attempt().id(), base);
        synchronized (kept) {
            Desired known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        FileTree tree = new CommittedFiles(site.branch().tree(base));
        String path = record.request().manifests();
        var edits = ImageEditor.set(
                tree,
                path,
                record.attempt().images(),
                record.request().options().tags());
        Desired made = new Desired(edits, site.renderer().render(tree.with(edits.files()), path, release(record)));
        requireImages(record, made.rendering());
        synchronized (kept) {
            kept.put(key, made);
        }
        return made;
    }

    private static Release release(DeployRecord record) {
        return new Release(
                record.request().target().application(),
                record.request().options().namespace());
    }

    /** A kustomization matches names as text, and a chart may read other values: then an edit sets nothing. */
    private static void requireImages(DeployRecord record, Rendering rendering) {
        for (ImageReference image : record.attempt().images()) {
            if (!rendering.runs(image)) {
                throw new GitopsException(
                        "No object of " + record.request().manifests() + " would run " + image
                                + ", although the files name it",
                        "Compare the image's name in the objects with its entry under 'images' in the kustomization, or"
                                + " with the values that the chart reads");
            }
        }
    }

    /** Of the attempt's commit, to the byte of what is on the branch. */
    Rendering committed(DeployRecord record, Site site) {
        Writing writing = record.attempt().writing();
        Revision commit = writing.commit().orElseThrow();
        if (writing.candidate().filter(commit::equals).isPresent()) {
            synchronized (kept) {
                Desired known =
                        kept.get(new Key(record.attempt().id(), writing.base().orElseThrow()));
                if (known != null) {
                    return known.rendering();
                }
            }
        }
        FileTree tree = new CommittedFiles(site.branch().tree(commit));
        return site.renderer().render(tree, record.request().manifests(), release(record));
    }
}
