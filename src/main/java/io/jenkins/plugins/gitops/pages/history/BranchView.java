package io.jenkins.plugins.gitops.pages.history;

import hudson.Util;
import io.jenkins.plugins.gitops.branches.BranchHistory;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A branch whose history a page shows, and when it was read. */
@ExportedBean(defaultVisibility = 3)
public final class BranchView {

    private final GitRemote remote;
    private final BranchHistory history;
    private final boolean reading;

    BranchView(GitRemote remote, BranchHistory history, boolean reading) {
        this.remote = remote;
        this.history = history;
        this.reading = reading;
    }

    @Exported
    public String getRepository() {
        return remote.url();
    }

    @Exported
    public String getBranch() {
        return remote.branch();
    }

    /** Whether it has been read. */
    public boolean isRead() {
        return history.tip().isPresent();
    }

    /** Whether it is being read now, so that the page may show more when it is loaded again. */
    @Exported
    public boolean isReading() {
        return reading;
    }

    /** When the server was asked, in ISO 8601; null when it has not been asked since Jenkins started. */
    @Exported
    public String getAsOf() {
        return history.asOf().map(Instant::toString).orElse(null);
    }

    /** How long ago the server was asked; null when it has not been asked. */
    public String getAgeText() {
        return history.asOf()
                .map(at -> Util.getTimeSpanString(SteadyClock.SYSTEM.since(at).toMillis()))
                .orElse(null);
    }

    /** Why the last request failed, in one line; null when it succeeded. */
    @Exported
    public String getTrouble() {
        return history.trouble().orElse(null);
    }

    /** How many deliveries are kept in memory, when the branch has more; 0 when all are kept. */
    public int getKept() {
        return history.cut() ? history.deliveries().size() : 0;
    }
}
