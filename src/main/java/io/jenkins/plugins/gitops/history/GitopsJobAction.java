package io.jenkins.plugins.gitops.history;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What a job delivered: on its page what runs where, on a page of its own the list. Whoever may read the job sees it, as
 * they may read its builds' logs.
 */
@ExportedBean
public final class GitopsJobAction implements Action {

    private final Job<?, ?> job;

    GitopsJobAction(Job<?, ?> job) {
        this.job = job;
    }

    /** Serves {@code api/json} and its likes, for reading. */
    public Api getApi() {
        return new Api(this);
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** What runs where. */
    @Exported
    public List<EnvironmentState> getEnvironments() {
        return EnvironmentState.of(getDeliveries());
    }

    /** All deliveries of the newest builds, newest first, failed ones too. */
    @Exported
    public List<DeliveryView> getDeliveries() {
        return new JobDeliveries(job).newestFirst();
    }

    /** Numbers of builds of which a delivery's record cannot be read, newest first. */
    public List<Integer> getUnreadable() {
        return new JobDeliveries(job).unreadable();
    }

    /** @param number as the address has it */
    public Page page(String number) {
        return new Page(getDeliveries(), number);
    }

    public int getMostBuilds() {
        return JobDeliveries.mostBuilds();
    }

    @Override
    public String getIconFileName() {
        return new JobDeliveries(job).any() ? "symbol-rocket-outline plugin-ionicons-api" : null;
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
     * Gives every job its action. The action of the last successful build, which other plugins show, would hide the
     * failed deliveries.
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
