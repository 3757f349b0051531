package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.approvals.WaitingBuild;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.Date;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A build of the job that waits for a person who lets it deliver. */
@ExportedBean(defaultVisibility = 3)
public final class ApprovalView {

    private static final int LONGEST = 200;

    private final WaitingBuild waiting;

    ApprovalView(WaitingBuild waiting) {
        this.waiting = waiting;
    }

    /** Number of the build. */
    @Exported
    public int getBuild() {
        return waiting.number();
    }

    /** What it asks, in one line. */
    @Exported
    public String getQuestion() {
        return ShownText.line(waiting.question(), LONGEST);
    }

    /** Application and environment of each that is asked for. */
    @Exported
    public List<String> getTargets() {
        return waiting.targets().stream().map(Object::toString).toList();
    }

    /** The same as one text. */
    public String getTargetText() {
        return String.join(", ", getTargets());
    }

    @Exported
    public Date getSince() {
        return Date.from(waiting.since());
    }

    /** Where it is answered, below Jenkins' root. */
    @Exported
    public String getPage() {
        return waiting.page();
    }
}
