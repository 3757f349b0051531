package io.jenkins.plugins.gitops.pages;

import hudson.Util;
import io.jenkins.plugins.gitops.branches.BranchHistory;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A branch that a page was read from, and of when that is. */
@ExportedBean(defaultVisibility = 3)
public final class BranchView {

    private final GitRemote remote;
    private final BranchHistory history;

    BranchView(GitRemote remote, BranchHistory history) {
        this.remote = remote;
        this.history = history;
    }

    @Exported
    public String getRepository() {
        return remote.url();
    }

    @Exported
    public String getBranch() {
        return remote.branch();
    }

    /** Whether anything is known of it. */
    public boolean isRead() {
        return history.tip().isPresent();
    }

    /** When the server was asked, in ISO 8601; null when it was not since Jenkins started. */
    @Exported
    public String getAsOf() {
        return history.asOf().map(Instant::toString).orElse(null);
    }

    /** How long ago that was; null as above. */
    public String getAgeText() {
        return history.asOf()
                .map(at -> Util.getTimeSpanString(
                        Math.max(0, Duration.between(at, Instant.now()).toMillis())))
                .orElse(null);
    }

    /** Why it could not be asked last time, in one line; null when it could. */
    @Exported
    public String getTrouble() {
        return history.trouble().orElse(null);
    }

    /** How many deliveries are kept, when there are older ones; 0 when these are all. */
    public int getKept() {
        return history.cut() ? history.deliveries().size() : 0;
    }
}
