package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.parts.Helm;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import java.io.File;

/** A renderer with the real Helm of the tests, whatever is on the PATH. */
public final class RealHelm {

    private RealHelm() {}

    public static ManifestRenderer renderer() {
        return renderer(ChartRegistries.NONE);
    }

    /** With charts of these registries. */
    public static ManifestRenderer renderer(ChartRegistries registries) {
        return new ManifestRenderer(
                new SandboxedProgram(
                        new SearchPath(Helm.program().getParent() + File.pathSeparator + System.getenv("PATH"))),
                registries);
    }
}
