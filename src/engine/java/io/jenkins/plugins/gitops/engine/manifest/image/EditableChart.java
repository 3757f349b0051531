package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.render.ChartFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images of a chart are set in the values files that are laid over the chart's own, and without such in these. */
final class EditableChart implements EditableFormat {

    private static final Pattern INNER = Pattern.compile("(?:.*/)?charts/([^/]+)/");

    @Override
    public Class<? extends ManifestFormat> format() {
        return ChartFormat.class;
    }

    @Override
    public List<String> files(FileTree tree, ManifestSource source) {
        return HelmChart.of(tree, source).edited().stream()
                .filter(file -> tree.kind(file) == FileTree.Kind.FILE)
                .toList();
    }

    @Override
    public ImageFile open(FileTree tree, ManifestSource source, String file) {
        return HelmValues.of(tree, HelmChart.of(tree, source), file);
    }

    /** In the values of a chart in the chart, in the chart's own while others are delivered, or in others that Helm does not get. */
    @Override
    public Optional<ImageElsewhere> elsewhere(FileTree tree, ManifestSource source, ImageReference image) {
        HelmChart chart = HelmChart.of(tree, source);
        return tree.list(chart.directory()).stream()
                .filter(file -> HelmChart.isValuesFile(file) && !chart.edited().contains(file))
                .flatMap(file -> location(tree, file, image).stream())
                .findFirst()
                .map(location -> elsewhere(tree, chart, location));
    }

    /** It may be put together by the templates, or be in a packed or fetched chart, which is not looked into. */
    @Override
    public String unknown(FileTree tree, ManifestSource source, ImageReference image) {
        List<String> edited = HelmChart.of(tree, source).edited();
        String last = edited.get(edited.size() - 1);
        return (tree.kind(last) == FileTree.Kind.FILE ? "" : "Add the file " + last + ", which is not there. ")
                + "Write it into " + last
                + " as the chart reads it, under the key of the chart that it is of (image: {repository: "
                + image.name()
                + ", tag: ''}); where it has another form there, put the marker # {\"$gitops-image\": \"" + image.name()
                + "\", \"part\": \"tag\"} behind the value with its tag";
    }

    private static Optional<FileLocation> location(FileTree tree, String file, ImageReference image) {
        try {
            return new HelmValues(file, tree.read(file)).location(image);
        } catch (GitopsException unreadable) {
            // A template that has such a name is no values file.
            return Optional.empty();
        }
    }

    private static ImageElsewhere elsewhere(FileTree tree, HelmChart chart, FileLocation location) {
        String last = chart.edited().get(chart.edited().size() - 1);
        Matcher inner = INNER.matcher(
                location.file().substring(TreePath.in(chart.directory(), "").length()));
        if (inner.lookingAt()) {
            return new ImageElsewhere(
                    "it is in " + location + ", the values of the chart '" + inner.group(1)
                            + "' in this one, which stay as they are",
                    "Write it into " + last + " under the key '" + inner.group(1) + "', or under the chart's alias");
        }
        boolean own = chart.baseValues(tree).filter(location.file()::equals).isPresent();
        return new ImageElsewhere(
                "it is in " + location
                        + (own ? ", the chart's own values, which stay as they are" : ", which Helm is not given"),
                "Write it into " + last
                        + (own ? "" : ", or name that file too (" + ErrorRemedy.VALUES.words(location.file()) + ")"));
    }

    @Override
    public boolean hasName(String file) {
        return HelmChart.isValuesFile(file);
    }

    @Override
    public byte[] withoutImages(String file, byte[] content) {
        return new HelmValues(file, content).withoutImages();
    }
}
