package io.jenkins.plugins.gitops.engine.manifest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.manifest.render.ManifestFormat;
import org.junit.jupiter.api.Test;

class EditableFormatTest {

    @Test
    void images_can_be_set_in_every_manifest_format() {
        for (ManifestFormat format : ManifestFormat.ALL) {
            assertThat(EditableFormat.ALL)
                    .filteredOn(editable -> editable.format().isInstance(format))
                    .as(format.getClass().getSimpleName())
                    .hasSize(1);
        }
    }

    @Test
    void a_single_file_is_told_by_its_name() {
        assertThat(EditableFormat.byName("k8s/kustomization.yaml")).containsInstanceOf(EditableKustomization.class);
        assertThat(EditableFormat.byName("chart/values-staging.yaml")).containsInstanceOf(EditableChart.class);
        assertThat(EditableFormat.byName("k8s/app.yaml")).containsInstanceOf(EditablePlainFiles.class);
        assertThat(EditableFormat.byName("README.md")).isEmpty();
    }
}
