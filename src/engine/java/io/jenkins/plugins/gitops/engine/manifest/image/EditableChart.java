package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.place.ImageElsewhere;
import io.jenkins.plugins.gitops.engine.manifest.render.ChartFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images of a chart are set in the one values file that is delivered. */
final class EditableChart implements EditableFormat {

    private static final Pattern INNER = Pattern.compile("(?:.*/)?charts/([^/]+)/");

    @Override
    public Class<? extends ManifestFormat> format() {
        return ChartFormat.class;
    }

    @Override
    public List<String> files(FileTree tree, String path) {
        return HelmChart.at(tree, path).map(HelmChart::values).stream().toList();
    }

    @Override
    public ImageFile open(FileTree tree, String path, String file) {
        return HelmValues.of(tree, HelmChart.at(tree, path).orElseThrow());
    }

    /** In the values of a chart in the chart, in the chart's own while others are delivered, or in others that Helm does not get. */
    @Override
    public Optional<ImageElsewhere> elsewhere(FileTree tree, String path, ImageReference image) {
        HelmChart chart = HelmChart.at(tree, path).orElseThrow();
        return tree.list(chart.directory()).stream()
                .filter(file -> HelmChart.isValuesFile(file) && !file.equals(chart.values()))
                .flatMap(file -> location(tree, file, image).stream())
                .findFirst()
                .map(location -> elsewhere(tree, chart, location));
    }

    private static Optional<FileLocation> location(FileTree tree, String file, ImageReference image) {
        try {
            return new HelmValues(file, tree.read(file), Optional.empty()).location(image);
        } catch (GitopsException unreadable) {
            // A template that has such a name is no values file.
            return Optional.empty();
        }
    }

    private static ImageElsewhere elsewhere(FileTree tree, HelmChart chart, FileLocation location) {
        Matcher inner = INNER.matcher(
                location.file().substring(TreePath.in(chart.directory(), "").length()));
        if (inner.lookingAt()) {
            return new ImageElsewhere(
                    "it is in " + location + ", the values of the chart '" + inner.group(1)
                            + "' in this one, which stay as they are",
                    "Write it into " + chart.values() + " under the key '" + inner.group(1)
                            + "', or under the chart's alias");
        }
        boolean own = chart.baseValues(tree).filter(location.file()::equals).isPresent();
        return new ImageElsewhere(
                "it is in " + location
                        + (own
                                ? ", the chart's own values, which stay as they are"
                                : ", which Helm does not get: it gets one values file over the chart's own"),
                "Write it into " + chart.values());
    }

    @Override
    public boolean hasName(String file) {
        return HelmChart.isValuesFile(file);
    }

    @Override
    public byte[] withoutImages(String file, byte[] content) {
        return new HelmValues(file, content, Optional.empty()).withoutImages();
    }
}
