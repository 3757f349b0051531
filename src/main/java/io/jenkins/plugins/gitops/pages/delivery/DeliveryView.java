package io.jenkins.plugins.gitops.pages.delivery;

import hudson.Util;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.deliveries.ActiveDelivery;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A delivery as pages and {@code api/json} show it. */
@ExportedBean(defaultVisibility = 3)
public final class DeliveryView {

    private final DeployRecord record;
    private final BuildRef build;
    private final CommitLinks links;

    public DeliveryView(DeployRecord record, BuildRef build, CommitLinks links) {
        this.record = record;
        this.build = build;
        this.links = links;
    }

    public DeployRecord record() {
        return record;
    }

    @Exported
    public String getDeployId() {
        return record.id().value();
    }

    @Exported
    public String getApplication() {
        return record.request().target().application();
    }

    @Exported
    public String getEnvironment() {
        return record.request().target().environment();
    }

    /** {@code deploy}, {@code rollback}, {@code promotion} or {@code sync}. */
    @Exported
    public String getKind() {
        return record.request().kind().name().toLowerCase(Locale.ROOT);
    }

    /** What it does, of which application, and where. */
    public String getTitle() {
        return switch (record.request().kind()) {
            case ROLLBACK -> Messages.DeliveryView_rollback(getApplication(), getEnvironment());
            case PROMOTION -> Messages.DeliveryView_promotion(getApplication(), getEnvironment());
            default -> Messages.DeliveryView_deploy(getApplication(), getEnvironment());
        };
    }

    /** The outcome's word; null while it runs. */
    @Exported
    public String getOutcome() {
        return record.ending().map(end -> end.outcome().word()).orElse(null);
    }

    @Exported
    public boolean isRolledBack() {
        return record.ending().filter(DeliveryEnding::rolledBack).isPresent();
    }

    /** The phase; {@code done} after the end. */
    @Exported
    public String getPhase() {
        return record.phase().name().toLowerCase(Locale.ROOT);
    }

    public boolean isRunning() {
        return !record.finished();
    }

    /** Which delivery it waits for; null when it does not wait. The build's log has the same text. */
    public String getWaiting() {
        return isRunning()
                ? DeliveryService.get()
                        .find(record.id())
                        .flatMap(ActiveDelivery::waitingFor)
                        .orElse(null)
                : null;
    }

    @Exported
    public List<String> getImages() {
        return record.request().images().stream().map(Object::toString).toList();
    }

    public List<ImageView> getImageViews() {
        return ImageView.of(record.request().images());
    }

    /** The commit that holds the new desired state; null when there is none. */
    @Exported
    public String getCommit() {
        return record.commit().map(Revision::id).orElse(null);
    }

    public CommitView getCommitView() {
        return view(record.request().remote().url(), record.commit());
    }

    /** The commit of the rollback; null when there is none. */
    @Exported
    public String getRollbackCommit() {
        return rollback().map(Revision::id).orElse(null);
    }

    public CommitView getRollbackCommitView() {
        return view(record.request().remote().url(), rollback());
    }

    private Optional<Revision> rollback() {
        return record.back().flatMap(back -> back.writing().commit());
    }

    /** The images that the rollback sets; empty when there is none. */
    public List<ImageView> getRollbackImageViews() {
        return ImageView.of(record.back().map(DeliveryAttempt::images).orElse(List.of()));
    }

    /** The commit that was built; null when that is not known. */
    @Exported
    public String getSourceCommit() {
        return record.request()
                .source()
                .map(DeliverySource::revision)
                .map(Revision::id)
                .orElse(null);
    }

    public CommitView getSourceCommitView() {
        return record.request()
                .source()
                .map(source -> view(source.repository(), Optional.of(source.revision())))
                .orElse(null);
    }

    private CommitView view(String repository, Optional<Revision> revision) {
        return revision.map(commit -> links.view(repository, commit)).orElse(null);
    }

    /** The earlier delivery that a requested rollback restores; null when it is no rollback. */
    @Exported
    public String getRollbackOf() {
        return record.request().rollbackOf().map(DeployId::value).orElse(null);
    }

    /** The delivery that a sync repeats; null when it is no sync, or has found none yet. */
    @Exported
    public String getSyncOf() {
        return record.forward().synced().map(DeployId::value).orElse(null);
    }

    /** The environment that a promotion comes from; null when it is no promotion. */
    @Exported
    public String getPromotedEnvironment() {
        return record.request().promotedEnvironment().orElse(null);
    }

    /** The delivery in that environment that a promotion takes; null when it is no promotion. */
    @Exported
    public String getPromotedFrom() {
        return record.request().promotedFrom().map(DeployId::value).orElse(null);
    }

    /** The cluster's name, or the address of its server where that is not configured any more. */
    @Exported
    public String getCluster() {
        return ClusterPlace.of(record).cluster();
    }

    @Exported
    public String getNamespace() {
        return ClusterPlace.of(record).namespace();
    }

    /** Both as text. */
    public String getPlace() {
        return ClusterPlace.of(record).text();
    }

    /** The repository and branch that hold the desired state. */
    public String getRepository() {
        return record.request().remote().toString();
    }

    public String getManifests() {
        return record.request().manifests().toString();
    }

    public String getAuthor() {
        return record.request().author().name();
    }

    /** When it was requested, in milliseconds since 1970. */
    @Exported
    public long getTimestamp() {
        return record.started().toEpochMilli();
    }

    public Date getStarted() {
        return Date.from(record.started());
    }

    /** From the request to the end, or until now. */
    @Exported
    public long getDurationMillis() {
        return record.duration(SteadyClock.SYSTEM).toMillis();
    }

    public String getDurationText() {
        return Util.getTimeSpanString(Math.max(0, getDurationMillis()));
    }

    public String getAgeText() {
        return Util.getTimeSpanString(Math.max(0, SteadyClock.SYSTEM.millis() - getTimestamp()));
    }

    /** Why it ended so, or why it is rolled back; empty when it is healthy. The record holds no secrets. */
    @Exported
    public String getReason() {
        return record.ending().map(DeliveryEnding::reason).or(record::failure).orElse("");
    }

    public String getShortReason() {
        return ShortReason.of(getReason());
    }

    /** What to do about it. */
    @Exported
    public String getRemedy() {
        return record.ending().map(DeliveryEnding::remedy).orElse("");
    }

    /** What failed, whose commits are in it, and what to do now; null while it runs. */
    @Exported
    public FollowUp getFollowUp() {
        return FollowUp.of(record, links).orElse(null);
    }

    /** What a person should look at, in the API server's words where it warned. */
    @Exported
    public List<String> getWarnings() {
        return record.warnings();
    }

    /** The plans: of the delivery, and of its rollback. Empty when there is none. */
    public List<PlanView> getPlans() {
        return PlanView.of(record);
    }

    public List<EventView> getEvents() {
        return record.events().stream().map(EventView::new).toList();
    }

    public String getSymbol() {
        return OutcomeStyle.of(record).symbol();
    }

    /** The outcome's text in the user's language. */
    public String getOutcomeText() {
        return OutcomeStyle.of(record).word().get();
    }

    @Exported
    public int getBuildNumber() {
        return build.number();
    }

    /** The build's address below Jenkins' root. */
    public String getBuildUrl() {
        return build.url();
    }
}
