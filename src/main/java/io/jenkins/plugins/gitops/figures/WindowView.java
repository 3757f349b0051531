package io.jenkins.plugins.gitops.figures;

import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A time span and the one before it, in {@code api/json}. */
@ExportedBean(defaultVisibility = 4)
public final class WindowView {

    private final ComparedFigures figures;

    WindowView(ComparedFigures figures) {
        this.figures = figures;
    }

    @Exported
    public int getDays() {
        return figures.days();
    }

    @Exported
    public FiguresView getCurrent() {
        return new FiguresView(figures.current());
    }

    @Exported
    public FiguresView getBefore() {
        return new FiguresView(figures.before());
    }
}
