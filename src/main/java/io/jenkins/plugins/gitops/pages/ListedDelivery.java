package io.jenkins.plugins.gitops.pages;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A delivery in a job's list: what the branch tells of it, joined with the record where that is here. Git is the truth;
 * the record adds what Git does not have: why it ended so, where it is, and attempts that made no commit.
 *
 * <p>{@code api/json} has the names of {@link DeliveryView}, and those of {@code gitops history --json}.
 */
@ExportedBean(defaultVisibility = 3)
public final class ListedDelivery {

    private final Optional<HistoryEntry> told;
    private final Supplier<DeliveryDetails> join;
    private DeliveryDetails joined;

    /**
     * @param told by the branch
     * @param join what is found beside it; asked for once, and only when it is needed, since a long list has many
     */
    ListedDelivery(Optional<HistoryEntry> told, Supplier<DeliveryDetails> join) {
        this.told = told;
        this.join = join;
    }

    private DeliveryDetails joined() {
        if (joined == null) {
            joined = join.get();
        }
        return joined;
    }

    private Optional<DeliveryView> record() {
        return joined().record();
    }

    private Optional<DeliveryView> judge() {
        return joined().judge(told.flatMap(HistoryEntry::result));
    }

    /** There is always one of both. */
    private <T> T fact(Function<HistoryEntry, T> ofBranch, Function<DeliveryView, T> ofRecord) {
        return told.map(ofBranch).orElseGet(() -> ofRecord.apply(record().orElseThrow()));
    }

    DeployId id() {
        return fact(HistoryEntry::id, view -> view.record().id());
    }

    /** The query of the list of its application and environment alone. */
    public String getAlike() {
        return "?application=" + Util.rawEncode(getApplication()) + "&environment=" + Util.rawEncode(getEnvironment());
    }

    /** Whether it may have changed what runs; a commit of which nobody knows the end may have. */
    boolean hadEffect() {
        return judge().map(view -> EnvironmentState.hadEffect(view.record()))
                .orElseGet(() -> result().map(GitResult::hadEffect).orElse(true));
    }

    private Optional<GitResult> result() {
        return Optional.ofNullable(getResult()).flatMap(GitResult::parse);
    }

    private Optional<KnownResults.Ended> ended() {
        return joined().ended(id());
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
        return fact(HistoryEntry::application, DeliveryView::getApplication);
    }

    @Exported
    public String getEnvironment() {
        return fact(HistoryEntry::environment, DeliveryView::getEnvironment);
    }

    /** Whether it removed the application. Only the branch tells of removals: no build makes them. */
    public boolean isRemoval() {
        return told.filter(HistoryEntry::removes).isPresent();
    }

    /** {@code deploy}, {@code rollback}, {@code promotion} or {@code removal}. */
    @Exported
    public String getKind() {
        if (isRemoval()) {
            return "removal";
        }
        return record().map(DeliveryView::getKind).orElseGet(() -> told.map(ListedDelivery::kind)
                .orElse(DeliveryKind.DEPLOY)
                .name()
                .toLowerCase(Locale.ROOT));
    }

    private static DeliveryKind kind(HistoryEntry entry) {
        if (entry.rollbackOf().isPresent()) {
            return DeliveryKind.ROLLBACK;
        }
        return entry.promotedFrom().isPresent() ? DeliveryKind.PROMOTION : DeliveryKind.DEPLOY;
    }

    /** The outcome's word; null while it runs, or when nobody has said it yet. */
    @Exported
    public String getOutcome() {
        return judge().isPresent()
                ? judge().get().getOutcome()
                : result().map(result -> result.outcome().word()).orElse(null);
    }

    /** As {@code gitops history} has it: of this commit alone. */
    @Exported
    public String getResult() {
        return told.flatMap(HistoryEntry::result)
                .or(() -> ended().map(KnownResults.Ended::result))
                .orElse(null);
    }

    @Exported
    public boolean isRolledBack() {
        return judge().map(DeliveryView::isRolledBack)
                .orElseGet(() -> result().map(GitResult::rolledBack).orElse(false));
    }

    /** Where it is, or {@code done}; null when nobody has said it yet. */
    @Exported
    public String getPhase() {
        return record().map(DeliveryView::getPhase)
                .orElseGet(() -> result().map(known -> "done").orElse(null));
    }

    List<ImageReference> images() {
        return fact(HistoryEntry::images, view -> view.record().request().images());
    }

    /** What it left: after a way back of its own, what that set; after a removal, nothing. */
    List<ImageReference> left() {
        return record().map(view -> EnvironmentState.left(view.record())).orElseGet(this::images);
    }

    @Exported
    public List<String> getImages() {
        return images().stream().map(Object::toString).toList();
    }

    public List<ImageView> getImageViews() {
        return ImageView.of(images());
    }

    /** The commit that holds the new desired state; null when there is none. */
    @Exported
    public String getCommit() {
        return joined().commit().map(CommitView::getId).orElse(null);
    }

    @Exported
    public String getRevision() {
        return getCommit();
    }

    public CommitView getCommitView() {
        return joined().commit().orElse(null);
    }

    /** The commit of the way back; null when there is none, or when only the branch tells of it. */
    @Exported
    public String getRollbackCommit() {
        return record().map(DeliveryView::getRollbackCommit).orElse(null);
    }

    /** The commit that is the desired state after it. */
    CommitView leftBy() {
        return getRollbackCommit() != null && isRolledBack()
                ? record().orElseThrow().getRollbackCommitView()
                : getCommitView();
    }

    /** When the commit was made, as ISO 8601 has it; null without one on the branch. */
    @Exported
    public String getCommitted() {
        return told.map(entry -> entry.committed().toString()).orElse(null);
    }

    @Exported
    public String getAuthor() {
        return fact(HistoryEntry::author, DeliveryView::getAuthor);
    }

    /** Repository@commit that was built; null when that is not known. */
    @Exported
    public String getSource() {
        return source().map(DeliverySource::text).orElse(null);
    }

    /** The commit that was built; null when that is not known. */
    @Exported
    public String getSourceCommit() {
        return source().map(DeliverySource::revision).map(Revision::id).orElse(null);
    }

    private Optional<DeliverySource> source() {
        return fact(
                entry -> entry.source().flatMap(DeliverySource::parse),
                view -> view.record().request().source());
    }

    /** The build's URL; null when there was none, or who looks may not know of it. */
    @Exported
    public String getBuild() {
        return joined().build().map(NamedBuild::url).orElse(null);
    }

    public NamedBuild getNamedBuild() {
        return joined().build().orElse(null);
    }

    /** The build's number, when it is one of this job. */
    @Exported
    public Integer getBuildNumber() {
        return joined().build().flatMap(NamedBuild::number).orElse(null);
    }

    @Exported
    public String getRollbackOf() {
        return fact(HistoryEntry::rollbackOf, view -> view.record().request().rollbackOf())
                .map(DeployId::value)
                .orElse(null);
    }

    /** The environment that a promotion comes from; null when it is none, or there is no record here. */
    @Exported
    public String getPromotedEnvironment() {
        return record().map(DeliveryView::getPromotedEnvironment).orElse(null);
    }

    @Exported
    public String getPromotedFrom() {
        return fact(HistoryEntry::promotedFrom, view -> view.record().request().promotedFrom())
                .map(DeployId::value)
                .orElse(null);
    }

    /** When it was asked for, in milliseconds since 1970. */
    @Exported
    public long getTimestamp() {
        return id().requested().toEpochMilli();
    }

    public Date getStarted() {
        return Date.from(id().requested());
    }

    private Optional<Duration> took() {
        return record().map(view -> view.record().duration(Instant.now()))
                .or(() -> told.flatMap(HistoryEntry::duration))
                .or(() -> ended().flatMap(KnownResults.Ended::duration));
    }

    /** From the request to the end, or until now while it runs; null when that is not known. */
    @Exported
    public Long getDurationMillis() {
        return took().map(Duration::toMillis).orElse(null);
    }

    /** The same as ISO 8601 has it; null also while it runs. */
    @Exported
    public String getDuration() {
        return getResult() == null ? null : took().map(Duration::toString).orElse(null);
    }

    /** Empty when that is not known. */
    public String getDurationText() {
        return took().map(time -> Util.getTimeSpanString(Math.max(0, time.toMillis())))
                .orElse("");
    }

    public String getAgeText() {
        return Util.getTimeSpanString(Math.max(0, System.currentTimeMillis() - getTimestamp()));
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

    /** Where all that the record says is shown, below Jenkins' root; null without a record. */
    public String getDetails() {
        return record().map(view -> view.getBuildUrl() + "gitops/#" + view.getDeployId())
                .orElse(null);
    }

    public String getSymbol() {
        return look().symbol();
    }

    public String getOutcomeText() {
        return look().word().get();
    }

    private OutcomeStyle look() {
        if (isRemoval()) {
            return OutcomeStyle.REMOVED;
        }
        return judge().map(view -> OutcomeStyle.of(view.record())).orElseGet(() -> OutcomeStyle.of(result()));
    }
}
