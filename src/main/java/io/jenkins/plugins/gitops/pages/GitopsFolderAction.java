package io.jenkins.plugins.gitops.pages;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Items;
import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.figures.JobFiguresView;
import io.jenkins.plugins.gitops.figures.JobRecords;
import io.jenkins.plugins.gitops.figures.KnownFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The figures of what the jobs of a folder deliver, those in folders below too: of each application in each environment by
 * itself. Who reads the page sees what the jobs deliver that he may read. It takes what is in memory, and asks no server.
 */
@ExportedBean
public final class GitopsFolderAction implements Action {

    /** How many jobs are looked at. */
    private static final int MOST_JOBS = 500;

    /** How many rows the table has. */
    private static final int MOST_ROWS = 200;

    /** Of how many applications in environments a page has charts. */
    static final int MOST_CHARTS = 20;

    /** A branch that was read so long ago is read again in the background. */
    private static final Duration AGE = Duration.ofMinutes(10);

    private final AbstractFolder<?> folder;
    private List<Job<?, ?>> jobs;
    private boolean more;
    private KnownFigures known;

    GitopsFolderAction(AbstractFolder<?> folder) {
        this.folder = folder;
    }

    /** Serves {@code api/json} and the other formats, for reading. */
    public Api getApi() {
        return new Api(this);
    }

    public AbstractFolder<?> getFolder() {
        return folder;
    }

    /** Those of production first; at most {@value #MOST_ROWS}. */
    @Exported
    public List<JobFiguresView> getDeliveryFigures() {
        return known().figures().stream()
                .limit(MOST_ROWS)
                .map(JobFiguresView::new)
                .toList();
    }

    /** Those with charts on this page. */
    public List<JobFiguresView> getCharts() {
        return getDeliveryFigures().stream().limit(MOST_CHARTS).toList();
    }

    /** How many applications in environments are left out. */
    @Exported
    public int getLeftOut() {
        return Math.max(0, known().figures().size() - MOST_ROWS);
    }

    /** How many jobs were looked at, when the folder has more; 0 when all were. */
    @Exported
    public int getJobsLookedAt() {
        known();
        return more ? MOST_JOBS : 0;
    }

    /** How many branches and jobs' records are being read for the first time. */
    @Exported
    public int getWaiting() {
        return known().waiting();
    }

    /** Whether a branch has so many marks that the older ones were not read. */
    @Exported
    public boolean isMoreMarks() {
        return known().moreMarks();
    }

    /** How many marks of a branch are read. */
    public int getMostMarks() {
        return DeliveryMarks.MOST;
    }

    /** Which branches cannot be read, and why. */
    public List<KnownFigures.Trouble> getTroubles() {
        return known().troubles();
    }

    /** How many rows have charts, when there are more; 0 when all have. */
    public int getChartsShown() {
        return known().figures().size() > MOST_CHARTS ? MOST_CHARTS : 0;
    }

    public List<String> getColumns() {
        return JobFiguresView.columns();
    }

    /** The time spans that can be chosen. */
    public List<Integer> getSpans() {
        return TargetFigures.USUAL_DAYS;
    }

    /** @param days from the address, null for what it does not have; the first span for what names none */
    public int span(String days) {
        return TargetFigures.USUAL_DAYS.stream()
                .filter(each -> Integer.toString(each).equals(days))
                .findFirst()
                .orElse(TargetFigures.USUAL_DAYS.get(0));
    }

    /** Computed once: each request has an action of its own. */
    private KnownFigures known() {
        if (known == null) {
            known = KnownFigures.of(jobs(), SteadyClock.SYSTEM.instant(), AGE);
        }
        return known;
    }

    private List<Job<?, ?>> jobs() {
        if (jobs == null) {
            jobs = new ArrayList<>();
            for (Job<?, ?> job : Items.allItems2(Jenkins.getAuthentication2(), folder, Job.class)) {
                if (jobs.size() == MOST_JOBS) {
                    more = true;
                    break;
                }
                jobs.add(job);
            }
        }
        return jobs;
    }

    /** Of the folder's side panel, which is shown often: nothing is read for it. */
    @Override
    public String getIconFileName() {
        return JobRecords.get().anyBelow(folder.getFullName()) ? "symbol-rocket-outline plugin-ionicons-api" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.GitopsFolderAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "gitops";
    }

    /** Also for multibranch projects and organizations, which are folders. */
    @Extension
    @SuppressWarnings("rawtypes") // AbstractFolder is used as it is declared
    public static final class Factory extends TransientActionFactory<AbstractFolder> {

        @Override
        public Class<AbstractFolder> type() {
            return AbstractFolder.class;
        }

        @Override
        public Collection<? extends Action> createFor(AbstractFolder target) {
            return List.of(new GitopsFolderAction(target));
        }
    }
}
