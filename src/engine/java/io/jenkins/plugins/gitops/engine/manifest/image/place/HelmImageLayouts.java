package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds images in the values of a chart. Charts write them in these layouts, at any depth:
 *
 * <ul>
 *   <li>a whole reference under {@code image}, or under a key that ends so ({@code proxyImage});
 *   <li>in parts: {@code registry}, {@code repository} or {@code image}, {@code tag} or {@code imageTag}, {@code digest}
 *       or {@code imageDigest}, or {@code sha} for the digits alone;
 *   <li>tag or digest without a name in a mapping under such a key, where the values below hold the name.
 * </ul>
 *
 * <p>Where there is a digest it is set, and the tag beside it becomes the image's, since many charts write both. Where
 * there is a tag alone it becomes {@code tag@sha256:...}, which charts put behind a colon. What a values file above
 * sets is set there, and left out here.
 */
public final class HelmImageLayouts {

    private static final ImageField.Obstacle UNVERSIONED = new ImageField.Obstacle(
            "has neither a tag nor a digest here, so it cannot be pinned",
            "Write 'tag: \"\"' or 'digest: \"\"' beside it, whichever the chart reads");
    private static final String IMAGE = "image";
    private static final String REGISTRY = "registry";
    private static final String REPOSITORY = "repository";

    private static final Pattern POINT = Pattern.compile("(?<!\\\\)\\.");

    private final HelmLayers layers;
    private final List<ImageField> found = new ArrayList<>();

    private HelmImageLayouts(HelmLayers layers) {
        this.layers = layers;
    }

    /**
     * The images of a file whose documents {@code YamlToJson} can convert.
     *
     * @param layers the values files around it
     */
    public static List<ImageField> in(YamlFile file, HelmLayers layers) {
        return NodePath.roots(file).stream()
                .flatMap(root -> in(root, layers).stream())
                .toList();
    }

    /** The images of values that stand somewhere in a file. */
    static List<ImageField> in(NodePath values, HelmLayers layers) {
        HelmImageLayouts layouts = new HelmImageLayouts(layers);
        int depth = values.path().size();
        values.all()
                .forEach(each ->
                        layouts.mapping(each.path().subList(depth, each.path().size()), each.fields()));
        return layouts.found;
    }

    /**
     * The images of values that are set one by one, as {@code helm --set} does.
     *
     * @param parameters the scalars by the names of the values, {@code image.tag}
     */
    static List<ImageField> in(Map<String, NodePath> parameters, HelmLayers layers) {
        Map<List<Object>, Map<String, NodePath>> mappings = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            List<String> steps = List.of(POINT.split(name, -1));
            mappings.computeIfAbsent(List.copyOf(steps.subList(0, steps.size() - 1)), path -> new LinkedHashMap<>())
                    .put(steps.get(steps.size() - 1), value);
        });
        HelmImageLayouts layouts = new HelmImageLayouts(layers);
        mappings.forEach(layouts::mapping);
        return layouts.found;
    }

    /**
     * @param path where in the values the mapping is
     */
    private void mapping(List<Object> path, Map<String, NodePath> fields) {
        if (fields.isEmpty() || layers.replace(path)) {
            return;
        }
        List<ImageField.Slot> versions = versions(fields);
        boolean complete =
                text(fields, IMAGE).filter(HelmImageLayouts::isVersioned).isPresent();
        boolean bare = !fields.containsKey(IMAGE) || fields.get(IMAGE).isScalar();
        boolean inParts = !versions.isEmpty() && bare && !complete;
        fields.forEach((key, nodePath) -> {
            boolean isWhole = !(inParts && key.equals(IMAGE));
            if (isWhole
                    && isImageKey(key)
                    && nodePath.isScalar()
                    && !layers.replace(nodePath.path())
                    && !nodePath.text().isEmpty()) {
                wholeReference(nodePath, key.equals(IMAGE) ? text(fields, REGISTRY) : Optional.empty());
            }
        });
        if (areVersioned(layers.above(path))) {
            return;
        }
        if (inParts) {
            parts(path, fields, versions);
        } else if (versions.isEmpty()
                && fields.containsKey(REPOSITORY)
                && !fields.containsKey(IMAGE)
                && !areVersioned(layers.below(path))) {
            unversioned(fields);
        }
    }

    private static boolean areVersioned(List<Map<String, NodePath>> mappings) {
        return mappings.stream().anyMatch(fields -> !versions(fields).isEmpty());
    }

    private void wholeReference(NodePath nodePath, Optional<String> registry) {
        String written = registry.map(host -> host + "/").orElse("") + nodePath.text();
        ImageText.repository(written)
                .ifPresent(image -> found.add(new ImageField(
                        Optional.of(image),
                        List.of(new ImageField.Slot(nodePath, ImagePart.REFERENCE)),
                        nodePath.location())));
    }

    private void parts(List<Object> path, Map<String, NodePath> fields, List<ImageField.Slot> versions) {
        boolean named =
                text(fields, REPOSITORY).isPresent() || text(fields, IMAGE).isPresent();
        boolean hasImageKey = isImageKey(path.isEmpty() ? "" : String.valueOf(path.get(path.size() - 1)))
                || fields.containsKey("imageTag")
                || fields.containsKey("imageDigest");
        if (named || hasImageKey) {
            found.add(new ImageField(
                    name(path, fields), versions, versions.get(0).nodePath().location()));
        }
    }

    /** A name without tag or digest beside it. It cannot be pinned; setting that image is then an error. */
    private void unversioned(Map<String, NodePath> fields) {
        NodePath repository = fields.get(REPOSITORY);
        String written = Stream.of(text(fields, REGISTRY), text(fields, REPOSITORY))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("/"));
        ImageText.reference(written)
                .filter(image -> image.tag().isEmpty() && image.digest().isEmpty())
                .ifPresent(image -> found.add(new ImageField(image, repository.location(), UNVERSIONED)));
    }

    private Optional<ImageReference> name(List<Object> path, Map<String, NodePath> fields) {
        String name = Stream.of(REGISTRY, REPOSITORY, IMAGE)
                .map(key ->
                        layers.effective(path, key, fields).map(NodePath::text).filter(text -> !text.isEmpty()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("/"));
        return ImageText.reference(name)
                .filter(image -> image.tag().isEmpty() && image.digest().isEmpty());
    }

    private static List<ImageField.Slot> versions(Map<String, NodePath> fields) {
        Optional<NodePath> tag = scalar(fields, "tag").or(() -> scalar(fields, "imageTag"));
        Optional<ImageField.Slot> digest = scalar(fields, "digest")
                .or(() -> scalar(fields, "imageDigest"))
                .map(nodePath -> new ImageField.Slot(nodePath, ImagePart.DIGEST))
                .or(() -> scalar(fields, "sha").map(nodePath -> new ImageField.Slot(nodePath, ImagePart.HEX)));
        ImagePart tagPart = digest.isPresent() ? ImagePart.TAG_IF_ANY : ImagePart.TAG_AND_DIGEST;
        return Stream.concat(tag.map(nodePath -> new ImageField.Slot(nodePath, tagPart)).stream(), digest.stream())
                .toList();
    }

    private static boolean isVersioned(String image) {
        return ImageText.reference(image)
                .filter(reference ->
                        reference.tag().isPresent() || reference.digest().isPresent())
                .isPresent();
    }

    private static boolean isImageKey(String key) {
        return key.endsWith(IMAGE) || key.endsWith("Image");
    }

    private static Optional<NodePath> scalar(Map<String, NodePath> fields, String key) {
        return Optional.ofNullable(fields.get(key)).filter(NodePath::isScalar);
    }

    private static Optional<String> text(Map<String, NodePath> fields, String key) {
        return Optional.ofNullable(fields.get(key)).map(NodePath::text).filter(text -> !text.isEmpty());
    }
}
