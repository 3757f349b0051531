package io.jenkins.plugins.gitops.engine.application.check;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.application.DeclaredApplication;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.application.Settings;
import io.jenkins.plugins.gitops.engine.cluster.desired.EncryptedValueCheck;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads all that a repository would deliver, as a delivery would, without a cluster. */
public final class RepositoryCheck {

    private final ApplicationFile file;
    private final FileTree tree;
    private final ManifestRenderer renderer;
    private final Optional<OpenApiSchema> schema;

    /** @param schema of the Kubernetes version that the objects are compared with; absent for no comparison */
    public RepositoryCheck(
            ApplicationFile file, FileTree tree, ManifestRenderer renderer, Optional<OpenApiSchema> schema) {
        this.file = file;
        this.tree = tree;
        this.renderer = renderer;
        this.schema = schema;
    }

    /**
     * What each application renders to in each of these environments, in the file's order.
     *
     * @return also what is wrong: nothing is thrown for that
     */
    public List<CheckedTarget> run(Predicate<String> environments) {
        List<CheckedTarget.Rendered> rendered = new ArrayList<>();
        for (DeclaredApplication application : file.applications()) {
            for (String environment : file.environmentsOf(application.name())) {
                if (environments.test(environment)) {
                    rendered.add(render(application.name(), environment));
                }
            }
        }
        Map<String, String> owners = new HashMap<>();
        return rendered.stream().map(each -> withoutSharedObjects(each, owners)).toList();
    }

    private CheckedTarget.Rendered render(String application, String environment) {
        Settings settings = file.settings(application, environment);
        String cluster = settings.text(Setting.CONTEXT)
                .or(() -> settings.text(Setting.SERVER))
                .orElse("");
        String namespace = settings.text(Setting.NAMESPACE).orElse("default");
        Optional<Settings.Value> manifests = settings.get(Setting.MANIFESTS);
        if (manifests.isEmpty()) {
            return new CheckedTarget.Rendered(
                    nothing(
                            application,
                            environment,
                            file.path() + ": '" + application + "' has no manifests in '" + environment
                                    + "'. Write 'manifests: FOLDER'"),
                    cluster,
                    namespace,
                    List.of());
        }
        if (settings.get(Setting.REPOSITORY).isPresent()) {
            return new CheckedTarget.Rendered(nothing(application, environment), cluster, namespace, List.of());
        }
        ManifestSource source = new ManifestSource(
                manifests.get().texts().get(0),
                settings.get(Setting.VALUES).map(Settings.Value::texts).orElse(List.of()));
        try {
            RenderedManifests objects = renderer.render(tree, source, new HelmRelease(application, namespace));
            Map<String, Integer> kinds = new TreeMap<>();
            objects.manifests().forEach(each -> kinds.merge(each.groupKind(), 1, Integer::sum));
            List<String> problems = new ArrayList<>(EncryptedValueCheck.problems(objects.manifests()));
            schema.ifPresent(known -> objects.manifests().forEach(each -> problems.addAll(known.problems(each))));
            return new CheckedTarget.Rendered(
                    new CheckedTarget(
                            application,
                            environment,
                            source.toString(),
                            new TreeMap<>(kinds),
                            RenderedImages.of(objects).texts(),
                            problems,
                            objects.warnings()),
                    cluster,
                    namespace,
                    objects.manifests());
        } catch (GitopsException e) {
            return new CheckedTarget.Rendered(
                    nothing(application, environment, e.getMessage() + ". " + e.remedy()),
                    cluster,
                    namespace,
                    List.of());
        }
    }

    private static CheckedTarget nothing(String application, String environment, String... problems) {
        return new CheckedTarget(
                application,
                environment,
                "",
                Collections.emptySortedMap(),
                new TreeSet<>(),
                List.of(problems),
                problems.length == 0
                        ? List.of("The manifests are in another repository, and were not looked at")
                        : List.of());
    }

    /** An object that two deliveries make would go from one to the other for ever. */
    private static CheckedTarget withoutSharedObjects(CheckedTarget.Rendered rendered, Map<String, String> owners) {
        CheckedTarget target = rendered.target();
        String self = target.application() + " in " + target.environment();
        List<String> problems = new ArrayList<>(target.problems());
        for (Manifest each : rendered.manifests()) {
            String object = each.groupKind() + "/" + each.namespace().orElse(rendered.namespace()) + "/" + each.name();
            String other = owners.putIfAbsent(rendered.cluster() + " " + object, self);
            if (other != null && !other.equals(self)) {
                problems.add(each.location() + ": " + object + " is delivered by '" + other
                        + "' as well. Give one of them another namespace or context, or take the object out");
            }
        }
        return new CheckedTarget(
                target.application(),
                target.environment(),
                target.manifests(),
                target.objects(),
                target.images(),
                problems,
                target.warnings());
    }
}
