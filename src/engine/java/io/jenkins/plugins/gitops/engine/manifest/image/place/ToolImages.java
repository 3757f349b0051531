package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** The places of images in the {@link ToolObject}s of one file. */
public final class ToolImages {

    private final List<ImageField> fields = new ArrayList<>();
    private final List<NodePath> holders = new ArrayList<>();
    private final List<Function<ImageReference, Optional<ImageElsewhere>>> hints = new ArrayList<>();

    private boolean any;
    private long budget = 16 * 1024 * 1024;

    ToolImages() {}

    /** Values that hold an image or a part of one. */
    public List<ImageField> fields() {
        return fields;
    }

    /** Mappings that hold a list {@code images} of entries as a kustomization has them. */
    public List<NodePath> holders() {
        return holders;
    }

    /** The entries of such a mapping. */
    public static List<ImageEntry> entries(Node holder) {
        return YamlNodes.value(holder, "images").map(ImageEntry::in).orElse(List.of());
    }

    /** Whether there is an object of one of the kinds. */
    public boolean isAny() {
        return any;
    }

    /**
     * What a text costs that is read as YAML, in characters: each text has limits, and a file many texts.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when those of the file are too much together
     */
    void spend(NodePath text, long characters) {
        budget -= characters;
        if (budget < 0) {
            throw FileProblems.at(
                    text.location(),
                    "the values that this file holds as text are too much together",
                    "Write them as 'valuesObject', or the objects into files of their own");
        }
    }

    void found() {
        any = true;
    }

    /** Where the image is named, if it is. */
    public Optional<FileLocation> location(ImageReference image) {
        Stream<FileLocation> ofFields = fields.stream()
                .filter(field -> field.image().filter(image::sameRepository).isPresent())
                .map(ImageField::location);
        Stream<FileLocation> ofEntries = holders.stream().flatMap(holder -> entries(holder.node()).stream()
                .filter(entry ->
                        entry.repository().filter(image::sameRepository).isPresent())
                .map(entry -> holder.file().at(entry.node())));
        return Stream.concat(ofFields, ofEntries).findFirst();
    }

    /** The images as they are written now; templates and what is no reference are left out. */
    public Stream<ImageReference> references() {
        return Stream.concat(
                fields.stream().flatMap(field -> field.reference().stream()),
                entries().flatMap(entry -> entry.reference().stream()));
    }

    /** The repositories that are named. */
    public Stream<ImageReference> named() {
        return Stream.concat(
                fields.stream().flatMap(field -> field.image().stream()),
                entries().flatMap(entry -> entry.repository().stream()));
    }

    private Stream<ImageEntry> entries() {
        return holders.stream().flatMap(holder -> entries(holder.node()).stream());
    }

    /** Where an image may come from that no object names, and what to write; the likeliest place. */
    public Optional<ImageElsewhere> elsewhere(ImageReference image) {
        Stream<ImageElsewhere> nameless = fields.stream()
                .filter(field -> field.image().isEmpty())
                .map(field -> new ImageElsewhere(
                        field.location() + " has a tag or digest without the image's name",
                        "Write 'repository: " + image.name() + "' beside it, or a marker behind it"));
        return Stream.concat(nameless, hints.stream().flatMap(hint -> hint.apply(image).stream()))
                .findFirst();
    }

    void add(List<ImageField> found) {
        fields.addAll(found);
    }

    /** A mapping that may hold a list {@code images}. */
    void addHolder(NodePath holder) {
        holders.add(holder);
        hints.add(image -> entries(holder.node()).stream()
                .filter(entry -> entry.newName().isPresent()
                        && ImageText.repository(entry.name())
                                .filter(image::sameRepository)
                                .isPresent())
                .findFirst()
                .map(entry -> new ImageElsewhere(
                        "in " + holder.file().at(entry.node()) + " it is replaced by "
                                + entry.newName().orElse(""),
                        "Deliver the image under the name that 'newName' says, or take 'newName' away")));
    }

    void addHint(String place, String remedy) {
        hints.add(image -> Optional.of(new ImageElsewhere(place, remedy.replace("IMAGE", image.name()))));
    }
}
