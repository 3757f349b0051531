package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.render.ChartFormat;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmChart;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import java.util.List;
import java.util.Optional;

/** Images of a chart are set in the one values file that is delivered. */
final class EditableChart implements EditableFormat {

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

    @Override
    public boolean hasName(String file) {
        return HelmChart.isValuesFile(file);
    }

    @Override
    public byte[] withoutImages(String file, byte[] content) {
        return new HelmValues(file, content, Optional.empty()).withoutImages();
    }
}
