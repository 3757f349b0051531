package io.jenkins.plugins.gitops.figures;

import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.Comparator;

/** DORA's figures are about production: what an administrator calls so comes first. */
public final class ProductionFirst {

    /** Then by the names of application and environment. */
    public static final Comparator<TargetFigures> ORDER = Comparator.comparing(
                    (TargetFigures figures) -> !isProduction(figures.environment()))
            .thenComparing(TargetFigures::application)
            .thenComparing(TargetFigures::environment);

    private ProductionFirst() {}

    /** Whether the environment of this name is marked so. */
    public static boolean isProduction(String environment) {
        return GitopsConfiguration.get()
                .environment(environment)
                .filter(EnvironmentEntry::isProduction)
                .isPresent();
    }
}
