package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageEntry;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageText;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ToolImages;
import io.jenkins.plugins.gitops.engine.manifest.render.Kustomization;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlToJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The images of one kustomization. Only its own file is edited, never a base.
 *
 * <p>An entry ends with a digest. Its tag goes unless it is to be kept: {@code newTag} becomes {@code digest} in its
 * line, and beside a digest it becomes empty, which all versions read as no tag. Versions of kustomize differ about an
 * entry with both: up to 3.x the digest alone is written, later ones write {@code name:tag@digest}. The same image runs.
 */
final class KustomizationImages implements ImageFile {

    private final Kustomization kustomization;
    private final List<ImageEntry> entries;
    private final List<ImageReference> inherited;

    /** @throws io.jenkins.plugins.gitops.engine.GitopsException when the kustomization is not valid */
    KustomizationImages(FileTree tree, String path) {
        this.kustomization = Kustomization.read(tree, path);
        // Fails early: what follows relies on a file without cycles and duplicate keys.
        YamlToJson.of(kustomization.file(), kustomization.content());
        this.entries = ToolImages.entries(kustomization.content());
        this.inherited = InheritedImages.at(tree, kustomization);
    }

    /** The images as they are deployed now, and those of entries that match no image in a file. */
    @Override
    public List<ImageReference> references() {
        Stream<ImageReference> alone = entries.stream()
                .filter(entry -> inherited.stream().noneMatch(entry::matches))
                .flatMap(entry -> entry.reference().stream());
        return Stream.concat(ImageEntry.apply(entries, inherited).stream(), alone)
                .distinct()
                .toList();
    }

    @Override
    public Stream<ImageReference> named() {
        return references().stream();
    }

    @Override
    public FileEdit set(RequestedImages images, FileProblems problems) {
        YamlFile file = kustomization.file();
        List<TextEdit> textEdits = new ArrayList<>();
        List<Pinned> pinned = new ArrayList<>();
        ScalarEdits edits = new ScalarEdits(file);
        ObjectNode expected = (ObjectNode) YamlToJson.of(file, kustomization.content());
        for (ImageEntry entry : entries) {
            problems.collect(() -> wanted(entry, images).ifPresent(image -> {
                ImageEntryEdit edit = new ImageEntryEdit(file, edits, entry);
                textEdits.addAll(edit.pin(image, images));
                edit.pin((ObjectNode) expected.path("images").get(entry.index()), image, images);
                pinned.add(new Pinned(
                        entry.index(),
                        entry.written(),
                        images.pinned(entry.repository().orElseThrow(), image)));
            }));
        }
        List<ImageReference> added = new ArrayList<>();
        for (ImageReference inheritedImage : missing(images)) {
            ImageReference image = images.forRepository(inheritedImage).orElseThrow();
            ArrayNode list = expected.path("images") instanceof ArrayNode some ? some : expected.putArray("images");
            pinned.add(new Pinned(list.size(), inheritedImage.toString(), images.pinned(inheritedImage, image)));
            ObjectNode entry = list.addObject()
                    .put("name", inheritedImage.name())
                    .put("digest", image.digest().orElseThrow().value());
            images.tagBeside(image).ifPresent(tag -> entry.put("newTag", tag));
            added.add(new ImageReference(inheritedImage.name(), image.tag(), image.digest()));
        }
        if (pinned.isEmpty() || !problems.isEmpty()) {
            return new FileEdit(new byte[0], List.of());
        }
        for (TextEdit addition : new ImageEntryAddition(kustomization, edits, images).candidates(added)) {
            byte[] content = TextEdit.apply(
                    file, Stream.concat(textEdits.stream(), Stream.of(addition)).toList());
            Optional<FileEdit> edit = checked(content, expected, pinned);
            if (edit.isPresent()) {
                return edit.get();
            }
        }
        problems.add(
                new FileLocation(file.path(), 0),
                "'images' cannot be edited in place: something else would change with it",
                "Write its entries out, without aliases, as 'kustomize edit set image' does");
        return new FileEdit(new byte[0], List.of());
    }

    private record Pinned(int index, String before, String after) {}

    /** The edit, if the new content has exactly the expected JSON; otherwise empty. */
    private Optional<FileEdit> checked(byte[] content, ObjectNode expected, List<Pinned> pinned) {
        try {
            Kustomization after = Kustomization.parse(kustomization.file().path(), content);
            if (!YamlToJson.of(after.file(), after.content()).equals(expected)) {
                return Optional.empty();
            }
            List<ImageEntry> now = ToolImages.entries(after.content());
            return Optional.of(new FileEdit(
                    content,
                    pinned.stream()
                            .map(each -> new ImageChange(
                                    now.stream()
                                            .filter(entry -> entry.index() == each.index())
                                            .flatMap(entry -> YamlNodes.pair(entry.node(), "digest").stream())
                                            .map(pair -> after.file().at(pair.getKeyNode()))
                                            .findFirst()
                                            .orElse(new FileLocation(
                                                    after.file().path(), 0)),
                                    each.before(),
                                    each.after()))
                            .toList()));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    /** The image to write into an entry; empty when it is there already, or the entry is for another image. */
    private Optional<ImageReference> wanted(ImageEntry entry, RequestedImages images) {
        Optional<ImageReference> image = entry.repository().flatMap(images::forRepository);
        Optional<ImageReference> replaced = ImageText.repository(entry.name()).flatMap(images::forRepository);
        if (image.isEmpty() && replaced.isPresent()) {
            throw FileProblems.at(
                    kustomization.file().at(entry.node()),
                    "'" + entry.name() + "' is replaced by '" + entry.newName().orElse("")
                            + "' here, so it would not be what is deployed",
                    "Deliver the image under the name that 'newName' says, or take 'newName' away");
        }
        return image.filter(wanted -> !entry.digest().equals(wanted.digest().map(ImageDigest::value)));
    }

    /** Inherited images under a name that no entry has, one for each such name. */
    private List<ImageReference> missing(RequestedImages images) {
        List<ImageReference> missing = new ArrayList<>();
        for (ImageReference image : inherited) {
            boolean wanted = images.forRepository(image)
                    .filter(other -> !other.digest().equals(image.digest()))
                    .isPresent();
            if (wanted
                    && entries.stream().noneMatch(entry -> entry.matches(image))
                    && missing.stream().noneMatch(other -> other.name().equals(image.name()))) {
                missing.add(image);
            }
        }
        return missing;
    }
}
