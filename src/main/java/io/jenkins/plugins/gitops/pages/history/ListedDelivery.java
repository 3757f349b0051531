package io.jenkins.plugins.gitops.pages.history;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.pages.delivery.CommitView;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import io.jenkins.plugins.gitops.pages.delivery.ImageView;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A delivery in a job's list, as the page and {@code api/json} show it.
 *
 * <p>{@code api/json} has the names of {@link DeliveryView}, and those of {@code gitops history --json}.
 */
@ExportedBean(defaultVisibility = 3)
public final class ListedDelivery {

    private final JoinedDelivery delivery;

    ListedDelivery(JoinedDelivery delivery) {
        this.delivery = delivery;
    }

    private Optional<DeliveryView> record() {
        return delivery.record();
    }

    DeployId id() {
        return delivery.id();
    }

    /** The query of the list of its application and environment alone. */
    public String getAlike() {
        return "?application=" + Util.rawEncode(getApplication()) + "&environment=" + Util.rawEncode(getEnvironment());
    }

    boolean hadEffect() {
        return delivery.hadEffect();
    }

    @Exported
    public String getDeployId() {
        return id().value();
    }

    @Exported
    public String getId() {
        return getDeployId();
    }

    @Exported
    public String getApplication() {
        return delivery.fact(HistoryEntry::application, DeliveryView::getApplication);
    }

    @Exported
    public String getEnvironment() {
        return delivery.fact(HistoryEntry::environment, DeliveryView::getEnvironment);
    }

    /** Whether it removed the application. */
    public boolean isRemoval() {
        return delivery.isRemoval();
    }

    /** {@code deploy}, {@code rollback}, {@code promotion}, {@code sync} or {@code removal}. */
    @Exported
    public String getKind() {
        return isRemoval() ? "removal" : delivery.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The outcome's word; null while it runs, or when it is not known. */
    @Exported
    public String getOutcome() {
        return delivery.outcome().orElse(null);
    }

    /** The result of this commit alone, as in {@code gitops history}; null when it is not known. */
    @Exported
    public String getResult() {
        return delivery.result().map(DeliveryResult::word).orElse(null);
    }

    @Exported
    public boolean isRolledBack() {
        return delivery.isRolledBack();
    }

    /** The phase; {@code done} after the end, null when it is not known. */
    @Exported
    public String getPhase() {
        return record().map(DeliveryView::getPhase).orElseGet(() -> delivery.result()
                .flatMap(DeliveryResult::outcome)
                .map(known -> "done")
                .orElse(null));
    }

    /** The images that it left in the environment. */
    List<ImageReference> resultingImages() {
        return delivery.resultingImages();
    }

    @Exported
    public List<String> getImages() {
        return delivery.images().stream().map(Object::toString).toList();
    }

    public List<ImageView> getImageViews() {
        return ImageView.of(delivery.images());
    }

    /** The commit that holds the new desired state; null when there is none. */
    @Exported
    public String getCommit() {
        return delivery.details().commit().map(CommitView::getId).orElse(null);
    }

    @Exported
    public String getRevision() {
        return getCommit();
    }

    public CommitView getCommitView() {
        return delivery.details().commit().orElse(null);
    }

    /** The commit of the rollback; null when there is none. */
    @Exported
    public String getRollbackCommit() {
        return delivery.details().rollback().map(CommitView::getId).orElse(null);
    }

    /** The commit that is the desired state after it. */
    CommitView resultingCommit() {
        return delivery.details()
                .rollback()
                .filter(there -> delivery.wentBack())
                .orElseGet(this::getCommitView);
    }

    /** When the commit was made, in ISO 8601; null without a commit on the branch. */
    @Exported
    public String getCommitted() {
        return delivery.entry().map(entry -> entry.committed().toString()).orElse(null);
    }

    @Exported
    public String getAuthor() {
        return delivery.fact(HistoryEntry::author, DeliveryView::getAuthor);
    }

    /** Where the manifests are in the repository; null when that is not known. */
    @Exported
    public String getManifests() {
        return delivery.fact(HistoryEntry::shownManifests, view -> Optional.of(view.getManifests()))
                .orElse(null);
    }

    /** Repository@commit that was built; null when that is not known. */
    @Exported
    public String getSource() {
        return delivery.source().map(DeliverySource::text).orElse(null);
    }

    /** The commit that was built; null when that is not known. */
    @Exported
    public String getSourceCommit() {
        return delivery.source().map(DeliverySource::revision).map(Revision::id).orElse(null);
    }

    /** The build's URL; null when there was none, or the viewer may not read the build's job. */
    @Exported
    public String getBuild() {
        return delivery.details().build().map(NamedBuild::url).orElse(null);
    }

    public NamedBuild getNamedBuild() {
        return delivery.details().build().orElse(null);
    }

    /** The build's number; null when it is not a build of this job. */
    @Exported
    public Integer getBuildNumber() {
        return delivery.details().build().flatMap(NamedBuild::number).orElse(null);
    }

    /** The delivery that a rollback on request undoes; null when it is none. */
    @Exported
    public String getRollbackOf() {
        return delivery.fact(
                        HistoryEntry::rollbackOf,
                        view -> view.record().request().rollbackOf())
                .map(DeployId::value)
                .orElse(null);
    }

    /** The delivery that a sync repeats; null when it is no sync. */
    @Exported
    public String getSyncOf() {
        return record().map(DeliveryView::getSyncOf).orElse(null);
    }

    /** The environment that a promotion comes from; null when it is no promotion, or there is no record here. */
    @Exported
    public String getPromotedEnvironment() {
        return record().map(DeliveryView::getPromotedEnvironment).orElse(null);
    }

    @Exported
    public String getPromotedFrom() {
        return delivery.fact(
                        HistoryEntry::promotedFrom,
                        view -> view.record().request().promotedFrom())
                .map(DeployId::value)
                .orElse(null);
    }

    /** When it was requested, in milliseconds since 1970. */
    @Exported
    public long getTimestamp() {
        return id().requested().toEpochMilli();
    }

    public Date getStarted() {
        return Date.from(id().requested());
    }

    /** From the request to the end, or until now while it runs; null when that is not known. */
    @Exported
    public Long getDurationMillis() {
        return delivery.duration().map(Duration::toMillis).orElse(null);
    }

    /** The same in ISO 8601; null also while it runs. */
    @Exported
    public String getDuration() {
        return getResult() == null
                ? null
                : delivery.duration().map(Duration::toString).orElse(null);
    }

    /** The duration as text; empty when it is not known. */
    public String getDurationText() {
        return delivery.duration()
                .map(time -> Util.getTimeSpanString(Math.max(0, time.toMillis())))
                .orElse("");
    }

    public String getAgeText() {
        return Util.getTimeSpanString(Math.max(0, SteadyClock.SYSTEM.millis() - getTimestamp()));
    }

    /** Why it ended so; empty when it is healthy, or there is no record here. */
    @Exported
    public String getReason() {
        return record().map(DeliveryView::getReason).orElse("");
    }

    public String getShortReason() {
        return record().map(DeliveryView::getShortReason).orElse("");
    }

    @Exported
    public String getRemedy() {
        return record().map(DeliveryView::getRemedy).orElse("");
    }

    /** The page of the record, below Jenkins' root; null without a record. */
    public String getDetails() {
        return record().map(view -> view.getBuildUrl() + "gitops/#" + view.getDeployId())
                .orElse(null);
    }

    public String getSymbol() {
        return delivery.style().symbol();
    }

    public String getOutcomeText() {
        return delivery.style().word().get();
    }
}
