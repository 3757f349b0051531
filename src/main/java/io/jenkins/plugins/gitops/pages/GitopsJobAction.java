package io.jenkins.plugins.gitops.pages;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Failure;
import hudson.model.Job;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.approvals.ApprovalWatch;
import io.jenkins.plugins.gitops.drift.DriftWatcher;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMarks;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.figures.FigureChoice;
import io.jenkins.plugins.gitops.figures.TargetFiguresView;
import io.jenkins.plugins.gitops.pages.history.BranchView;
import io.jenkins.plugins.gitops.pages.history.DeliveryPage;
import io.jenkins.plugins.gitops.pages.history.EnvironmentState;
import io.jenkins.plugins.gitops.pages.history.JobHistory;
import io.jenkins.plugins.gitops.pages.history.ListedDelivery;
import io.jenkins.plugins.gitops.pages.history.RefusedBuild;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.POST;

/**
 * What a job delivered: what runs in each environment on the job's page, and the list of deliveries on a page of its own.
 * Everyone who may read the job sees both, as with the logs of its builds.
 */
@ExportedBean
public final class GitopsJobAction implements Action {

    private static final int MOST_EXPORTED = 1000;

    private final Job<?, ?> job;
    private JobHistory history;

    GitopsJobAction(Job<?, ?> job) {
        this.job = job;
    }

    /** Serves {@code api/json} and the other formats, for reading. */
    public Api getApi() {
        return new Api(this);
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** What runs in each environment. */
    @Exported
    public List<EnvironmentState> getEnvironments() {
        return EnvironmentState.of(history().newestFirst());
    }

    /** The newest deliveries, newest first, failed ones too; at most {@value #MOST_EXPORTED}. */
    @Exported
    public List<ListedDelivery> getDeliveries() {
        List<ListedDelivery> all = history().newestFirst();
        return all.subList(0, Math.min(all.size(), MOST_EXPORTED));
    }

    /** The steps of this job's builds that were refused before a delivery began, newest first. */
    @Exported
    public List<RefusedBuild> getRefused() {
        List<RefusedBuild> all = history().refused();
        return all.subList(0, Math.min(all.size(), MOST_EXPORTED));
    }

    /** The branches whose history this is. */
    @Exported
    public List<BranchView> getBranches() {
        return history().branches();
    }

    /** What runs of this job's applications. An environment may have the applications of many jobs. */
    public List<EnvironmentState> getOwnEnvironments() {
        return EnvironmentState.of(history().ofItsApplications());
    }

    /** The builds that wait for a person who lets them deliver, the oldest first. */
    @Exported
    public List<ApprovalView> getApprovals() {
        return ApprovalWatch.get().waiting(job).stream().map(ApprovalView::new).toList();
    }

    /** What differs in each of them from the newest delivery, where that is looked at. */
    @Exported
    public List<DriftView> getDrift() {
        return getOwnEnvironments().stream()
                .map(this::drift)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether this user may have drift looked at now, and there is something to look at. */
    public boolean isMayLook() {
        return DriftWatcher.get().canLook(job, EnvironmentAccess.judgeable(job));
    }

    /** Whether drift is being looked at because somebody asked. */
    @Exported
    public boolean isLookingForDrift() {
        return DriftWatcher.get().isAsked(job);
    }

    /**
     * Looks in the background for drift of what this job delivered. It uses the credentials of the job's builds, so it is for
     * who may have them deliver, and looks only at the environments to which he may.
     */
    @POST
    public HttpResponse doLookForDrift() {
        job.checkPermission(GitopsPermissions.DEPLOY);
        Set<String> environments = EnvironmentAccess.judgeable(job);
        if (!DriftWatcher.get().canLook(job, environments)) {
            throw new Failure(Messages.GitopsJobAction_mayNotLook());
        }
        DriftWatcher.get().lookNow(job, environments);
        return HttpResponses.redirectTo("../#gitops-look");
    }

    /** The same of one; null where nobody has looked. */
    public DriftView drift(EnvironmentState state) {
        return DriftWatcher.get()
                .of(job, state.getApplication(), state.getEnvironment())
                .map(seen -> new DriftView(state.getApplication(), state.getEnvironment(), seen))
                .orElse(null);
    }

    /** A page of the list. The parameters come from the address, null for what it does not have. */
    public DeliveryPage page(
            String number, String application, String environment, String figure, String days, String before) {
        Optional<FigureChoice> choice = figure == null
                ? Optional.empty()
                : FigureChoice.of(figures(), application, environment, figure, days, before);
        return new DeliveryPage(history(), number, DeliveryPage.Filter.of(application, environment, choice));
    }

    /** How deliveries go, for each application and environment. */
    @Exported
    public List<TargetFiguresView> getDeliveryFigures() {
        return figures().stream().map(TargetFiguresView::new).toList();
    }

    /** Whether a branch has so many marks that the older ones were not read. */
    @Exported
    public boolean isMoreMarks() {
        return history().moreMarks();
    }

    /** How many marks of a branch are read. */
    public int getMostMarks() {
        return DeliveryMarks.MOST;
    }

    /** Of how many of them the page has charts: a page of more is slow. */
    public int getMostCharts() {
        return GitopsFolderAction.MOST_CHARTS;
    }

    private List<TargetFigures> figures() {
        return history().figures(SteadyClock.SYSTEM.instant());
    }

    /** Read once: each request has an action of its own. */
    private JobHistory history() {
        if (history == null) {
            history = JobHistory.of(job);
        }
        return history;
    }

    @Override
    public String getIconFileName() {
        return JobHistory.any(job) ? "symbol-rocket-outline plugin-ionicons-api" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.GitopsJobAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "gitops";
    }

    /**
     * Gives every job its action. Other plugins show the action of the last successful build instead; that would hide failed
     * deliveries.
     */
    @Extension
    @SuppressWarnings("rawtypes") // Job is used as it is declared
    public static final class Factory extends TransientActionFactory<Job> {

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job target) {
            return List.of(new GitopsJobAction(target));
        }
    }
}
