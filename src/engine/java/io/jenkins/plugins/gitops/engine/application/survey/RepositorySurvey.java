package io.jenkins.plugins.gitops.engine.application.survey;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** Looks through a repository for what can be delivered: overlays, charts, plain manifests, Dockerfiles. */
public final class RepositorySurvey {

    private static final String PLAIN = "plain manifests";
    private static final int MOST_FILES = 50_000;
    private static final int MOST_APPLICATIONS = 50;
    private static final int LARGEST = 1024 * 1024;

    private static final Pattern VALUES =
            Pattern.compile("values[-_.]([A-Za-z0-9-]{1,40})\\.ya?ml|([A-Za-z0-9-]{1,40})[-_.]values\\.ya?ml");

    /** API groups of settings of tools. No API server has them. */
    private static final Set<String> TOOLS = Set.of(
            "skaffold",
            "kind.x-k8s.io",
            "k3d.io",
            "k0s.k0sproject.io",
            "k0sctl.k0sproject.io",
            "eksctl.io",
            "ctlptl.dev",
            "kubeadm.k8s.io",
            "kubelet.config.k8s.io",
            "kubeproxy.config.k8s.io",
            "kubescheduler.config.k8s.io",
            "apiserver.config.k8s.io",
            "audit.k8s.io",
            "client.authentication.k8s.io",
            "kustomize.config.k8s.io",
            "config.kubernetes.io",
            "kpt.dev",
            "fn.kpt.dev",
            "backstage.io",
            "garden.io",
            "score.dev");

    private final FileTree tree;
    private final List<String> files;

    /** The kustomization of each folder that is one. */
    private final Map<String, String> kustomizations = new TreeMap<>();

    private RepositorySurvey(FileTree tree) {
        this.tree = tree;
        this.files = tree.list("").stream()
                .filter(FolderNames::ours)
                .limit(MOST_FILES)
                .toList();
        files.stream().filter(Kustomization::isName).forEach(path -> kustomizations.put(TreePath.parent(path), path));
    }

    /**
     * What was found, each with a name of its own; at most fifty.
     *
     * @param repository its name, for an application that is the whole repository
     */
    public static List<FoundApplication> of(FileTree tree, String repository) {
        return new RepositorySurvey(tree).applications(repository);
    }

    private List<FoundApplication> applications(String repository) {
        List<Place> places = new ArrayList<>(kustomizations());
        places.addAll(charts());
        places.addAll(plain(places));
        List<FoundApplication> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place place : places.stream()
                .sorted(Comparator.comparing(Place::manifests))
                .limit(MOST_APPLICATIONS)
                .toList()) {
            SortedSet<String> images = images(place);
            String name = unique(
                    place.name()
                            .or(() -> FolderNames.named(place.manifests()))
                            .or(() -> images.size() == 1
                                    ? Optional.of(FolderNames.label(TreePath.lastPart(images.first())))
                                    : Optional.empty())
                            .orElse(FolderNames.label(repository)),
                    names);
            found.add(new FoundApplication(
                    name,
                    place.what(),
                    place.manifests(),
                    place.values(),
                    place.environments(),
                    namespaces(place),
                    namesNamespace(place),
                    images,
                    dockerfile(name, images)));
        }
        return found;
    }

    /** Where something is. */
    private record Place(
            String what,
            Optional<String> name,
            String manifests,
            List<String> values,
            SortedSet<String> environments,
            List<ManifestSource> sources) {}

    private Map<String, String> namespaces(Place place) {
        Map<String, String> namespaces = new TreeMap<>();
        for (String environment : place.environments()) {
            String folder = place.manifests().replace("{environment}", environment);
            Optional.ofNullable(kustomizations.get(folder)).stream()
                    .flatMap(path -> documents(path).stream())
                    .flatMap(document -> YamlNodes.text(document, "namespace").stream())
                    .filter(DnsLabel::matches)
                    .forEach(namespace -> namespaces.put(environment, namespace));
        }
        return namespaces;
    }

    /** Whether plain manifests say where they go. */
    private boolean namesNamespace(Place place) {
        return place.what().equals(PLAIN)
                && place.environments().isEmpty()
                && place.sources().stream()
                        .flatMap(source -> files.stream().filter(path -> TreePath.within(path, source.path())))
                        .filter(RepositorySurvey::isYaml)
                        .flatMap(path -> documents(path).stream())
                        .filter(RepositorySurvey::isObject)
                        .anyMatch(document -> YamlNodes.value(document, "metadata")
                                .flatMap(metadata -> YamlNodes.text(metadata, "namespace"))
                                .filter(DnsLabel::matches)
                                .isPresent());
    }

    /** Those that no other one uses; siblings are one application in several environments. */
    private List<Place> kustomizations() {
        Set<String> used = new HashSet<>();
        kustomizations.forEach((folder, path) -> used.addAll(references(folder, path)));
        return grouped(
                "a kustomization",
                kustomizations.keySet().stream()
                        .filter(folder -> !used.contains(folder))
                        .toList(),
                true);
    }

    private Set<String> references(String folder, String path) {
        Set<String> all = new HashSet<>();
        for (Node document : documents(path)) {
            for (String key : List.of("resources", "bases", "components")) {
                YamlNodes.value(document, key)
                        .map(YamlNodes::items)
                        .orElse(List.of())
                        .forEach(item -> YamlNodes.text(item)
                                .flatMap(text -> TreePath.resolve(folder, text))
                                .ifPresent(all::add));
            }
        }
        return all;
    }

    /** Folders below one parent that are named as environments are one place. */
    private List<Place> grouped(String what, List<String> folders, boolean overlays) {
        Map<String, List<String>> byParent = new LinkedHashMap<>();
        folders.forEach(folder -> byParent.computeIfAbsent(
                        folder.isEmpty() ? "/" : TreePath.parent(folder), key -> new ArrayList<>())
                .add(folder));
        List<Place> places = new ArrayList<>();
        byParent.forEach((parent, inside) -> {
            List<String> environments = inside.stream()
                    .filter(folder -> FolderNames.isEnvironment(
                            TreePath.lastPart(folder), overlays && FolderNames.isOverlays(parent)))
                    .toList();
            if (!environments.isEmpty()) {
                places.add(new Place(
                        what,
                        Optional.empty(),
                        TreePath.in(parent, "{environment}"),
                        List.of(),
                        environments.stream().map(TreePath::lastPart).collect(Collectors.toCollection(TreeSet::new)),
                        environments.stream().map(ManifestSource::at).toList()));
            }
            inside.stream()
                    .filter(folder -> !environments.contains(folder))
                    .forEach(folder -> places.add(new Place(
                            what,
                            Optional.empty(),
                            folder.isEmpty() ? "." : folder,
                            List.of(),
                            new TreeSet<>(),
                            List.of(ManifestSource.at(folder)))));
        });
        return places;
    }

    private List<Place> charts() {
        Set<String> folders = files.stream()
                .filter(path -> TreePath.lastPart(path).equals("Chart.yaml"))
                .map(TreePath::parent)
                .collect(Collectors.toCollection(TreeSet::new));
        return folders.stream()
                // A kustomization beside it uses it.
                .filter(folder -> !kustomizations.containsKey(folder))
                .filter(folder -> folders.stream()
                        .noneMatch(outer ->
                                !outer.equals(folder) && TreePath.within(folder, TreePath.in(outer, "charts"))))
                .map(this::chart)
                .toList();
    }

    private Place chart(String folder) {
        SortedSet<String> environments = new TreeSet<>();
        String pattern = "";
        for (String path : files) {
            Matcher name = VALUES.matcher(TreePath.lastPart(path));
            if (TreePath.parent(path).equals(folder) && name.matches()) {
                String environment = name.group(1) == null ? name.group(2) : name.group(1);
                if (FolderNames.isEnvironment(environment, false)) {
                    environments.add(environment);
                    pattern = TreePath.in(folder, TreePath.lastPart(path).replace(environment, "{environment}"));
                }
            }
        }
        Optional<String> name = documents(TreePath.in(folder, "Chart.yaml")).stream()
                .flatMap(document -> YamlNodes.text(document, "name").stream())
                .map(FolderNames::label)
                .findFirst();
        return new Place(
                "a Helm chart",
                name,
                folder.isEmpty() ? "." : folder,
                pattern.isEmpty() ? List.of() : List.of(pattern),
                environments,
                List.of(ManifestSource.at(folder)));
    }

    /** Folders with objects of Kubernetes that are no part of the others. */
    private List<Place> plain(List<Place> others) {
        Set<String> taken = new HashSet<>(kustomizations.keySet());
        files.stream()
                .filter(path -> TreePath.lastPart(path).equals("Chart.yaml"))
                .forEach(path -> taken.add(TreePath.parent(path)));
        Set<String> folders = new TreeSet<>();
        for (String path : files) {
            String folder = TreePath.parent(path);
            if (isYaml(path)
                    && taken.stream().noneMatch(other -> TreePath.within(folder, other))
                    && documents(path).stream().anyMatch(RepositorySurvey::isObject)) {
                folders.add(folder);
            }
        }
        // A folder stands for those below it.
        return grouped(
                PLAIN,
                folders.stream()
                        .filter(folder -> folders.stream()
                                .noneMatch(outer -> !outer.equals(folder) && TreePath.within(folder, outer)))
                        .toList(),
                false);
    }

    private static boolean isYaml(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }

    /** A file of a tool that is written like an object, such as a skaffold.yaml, is none of a cluster's. */
    private static boolean isObject(Node document) {
        return YamlNodes.text(document, "apiVersion")
                        .filter(version -> !TOOLS.contains(version.split("/", 2)[0]))
                        .isPresent()
                && YamlNodes.text(document, "kind").isPresent()
                && YamlNodes.value(document, "metadata").isPresent();
    }

    private List<Node> documents(String path) {
        try {
            byte[] content = tree.read(path);
            return content.length > LARGEST
                    ? List.of()
                    : YamlFile.parse(path, content).documents();
        } catch (GitopsException noYaml) {
            return List.of();
        }
    }

    private SortedSet<String> images(Place place) {
        SortedSet<String> images = new TreeSet<>();
        for (ManifestSource source : place.sources()) {
            try {
                ImageEditor.current(tree, source).stream()
                        .map(ImageReference::name)
                        .forEach(images::add);
            } catch (GitopsException notReadable) {
                // The check says why.
            }
        }
        return images;
    }

    /** The folder of a Dockerfile that is named as the application or one of its images, or the root's where it is the only one. */
    private Optional<String> dockerfile(String name, Set<String> images) {
        List<String> folders = files.stream()
                .filter(path -> TreePath.lastPart(path).equals("Dockerfile")
                        || TreePath.lastPart(path).equals("Containerfile"))
                .map(TreePath::parent)
                .toList();
        Set<String> names = images.stream().map(TreePath::lastPart).collect(Collectors.toCollection(HashSet::new));
        names.add(name);
        return folders.stream()
                .filter(folder -> names.contains(TreePath.lastPart(folder)))
                .findFirst()
                // At the root it may build anything; in a folder it builds what is there.
                .or(() -> folders.equals(List.of("")) ? Optional.of("") : Optional.empty());
    }

    private static String unique(String name, Set<String> names) {
        String free = name;
        for (int i = 2; !names.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
