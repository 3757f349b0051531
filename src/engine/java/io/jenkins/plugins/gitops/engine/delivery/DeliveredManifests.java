package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.CommittedFiles;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.PulledCharts;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.KubernetesApi;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of a delivery's commit. Those of the commit that was asked for last are kept while there is memory: whoever looks
 * again and again renders once. For one environment.
 */
public final class DeliveredManifests {

    private SoftReference<Kept> kept = new SoftReference<>(null);

    /** What a rendering is made from. */
    private record Key(Revision revision, ManifestSource source, Optional<KubernetesApi> api) {}

    private record Kept(Key key, RenderedManifests rendering) {}

    /** @throws GitopsException when it cannot be rendered, or a chart has changed in its registry */
    List<Manifest> of(DesiredStateLocation place, DeployTrailers newest, Revision revision, DeliveryContext context) {
        return newest.isRemoval()
                ? List.of()
                : rendering(place, newest, revision, context).manifests();
    }

    /** What the rendering read, from the root; see {@link RenderedManifests#inputs}. */
    Set<String> inputs(DesiredStateLocation place, DeployTrailers newest, Revision revision, DeliveryContext context) {
        return newest.isRemoval()
                ? Set.of()
                : rendering(place, newest, revision, context).inputs();
    }

    private RenderedManifests rendering(
            DesiredStateLocation place, DeployTrailers newest, Revision revision, DeliveryContext context) {
        CommittedFiles tree = new CommittedFiles(context.branch().tree(revision));
        ManifestSource source = delivered(place.manifests(), newest);
        Optional<KubernetesApi> api = context.renderer().namedApis(tree, source).map(context.cluster()::kubernetesApi);
        Key key = new Key(revision, source, api);
        Kept known = kept.get();
        if (known != null && known.key().equals(key)) {
            return known.rendering();
        }
        HelmRelease release = new HelmRelease(place.target().application(), place.namespace());
        RenderedManifests rendering = context.renderer().render(tree, source, release.in(api));
        PulledCharts.changed(newest, rendering).ifPresent(why -> {
            throw new GitopsException(why, "Deliver again with what the registry has now, and compare then");
        });
        kept = new SoftReference<>(new Kept(key, rendering));
        return rendering;
    }

    /** With the values files of the commit: Git says what shall run. */
    private static ManifestSource delivered(ManifestSource asked, DeployTrailers newest) {
        return newest.manifests()
                .filter(then -> then.isSame(new ManifestSource(asked.path(), then.values())))
                .orElse(asked);
    }
}
