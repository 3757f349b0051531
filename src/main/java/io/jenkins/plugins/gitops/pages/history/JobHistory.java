package io.jenkins.plugins.gitops.pages.history;

import hudson.model.Job;
import io.jenkins.plugins.gitops.branches.BranchHistory;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.branches.EnvironmentHistory;
import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.figures.ProductionFirst;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.CommitView;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a job's pages show, read once. These are all deliveries in the history of its environments' branches, joined by deploy
 * id with the records of its builds, and the deliveries that only records hold.
 */
public final class JobHistory {

    private final JobDeliveries own;
    private final CommitLinks links;
    private final NamedBuilds builds;
    private final Map<DeployId, DeliveryView> records = new HashMap<>();
    private final Set<DeployId> joinedIds = new HashSet<>();
    private final Set<String> applications = new TreeSet<>();
    private final List<BranchView> branches = new ArrayList<>();
    private final List<PastDeliveries> past = new ArrayList<>();
    private final List<ListedDelivery> newestFirst;

    private JobHistory(Job<?, ?> job, Collection<EnvironmentHistory> environments) {
        this.own = JobDeliveries.of(job);
        this.links = CommitLinks.of(job);
        this.builds = new NamedBuilds(job, links);
        own.newestFirst().forEach(this::index);
        List<List<ListedDelivery>> lists = new ArrayList<>();
        byRemote(environments).forEach((remote, of) -> {
            BranchHistory newest = newestRead(of);
            branches.add(new BranchView(remote, newest, of.stream().anyMatch(EnvironmentHistory::reading)));
            lists.add(of(remote, newest, of));
            past.add(newest.past().of(target -> of.stream()
                    .anyMatch(each -> each.environment().equals(target.environment()))));
        });
        lists.add(own.newestFirst().stream()
                .filter(view -> !joinedIds.contains(view.record().id()))
                .map(this::ofRecord)
                .toList());
        this.newestFirst = NewestFirst.merged(lists);
    }

    /** Asks no server. It takes what is known of the branches, and has them read again in the background. */
    public static JobHistory of(Job<?, ?> job) {
        return new JobHistory(job, DeliveryBranches.get().current(job));
    }

    /** Whether there is something to show. Asks no server, and starts no read. */
    public static boolean any(Job<?, ?> job) {
        return JobDeliveries.any(job)
                || DeliveryBranches.get().known(job).stream().anyMatch(each -> each.history().deliveries().stream()
                        .anyMatch(entry -> entry.environment().equals(each.environment())));
    }

    private void index(DeliveryView view) {
        records.put(view.record().id(), view);
        view.record().back().ifPresent(back -> records.put(back.id(), view));
        applications.add(view.getApplication());
    }

    /** Several environments may be on one branch. */
    private static Map<GitRemote, List<EnvironmentHistory>> byRemote(Collection<EnvironmentHistory> environments) {
        Map<GitRemote, List<EnvironmentHistory>> found = new LinkedHashMap<>();
        environments.forEach(each -> found.computeIfAbsent(each.remote(), remote -> new ArrayList<>())
                .add(each));
        return found;
    }

    /** Each environment reads the branch with its own credential, and a server may refuse some of them. */
    private static BranchHistory newestRead(List<EnvironmentHistory> environments) {
        return environments.stream()
                .map(EnvironmentHistory::history)
                .max(Comparator.comparing(
                                (BranchHistory history) -> history.tip().isPresent())
                        .thenComparing(history -> history.asOf().orElse(Instant.MIN)))
                .orElseThrow();
    }

    private List<ListedDelivery> of(GitRemote remote, BranchHistory history, List<EnvironmentHistory> environments) {
        Set<String> names = new HashSet<>();
        environments.forEach(each -> names.add(each.environment()));
        List<HistoryEntry> entries = history.deliveries().stream()
                .filter(entry -> names.contains(entry.environment()))
                .toList();
        Rollbacks rollbacks = new Rollbacks(entries, this::recordOf);
        List<ListedDelivery> found = new ArrayList<>();
        for (HistoryEntry entry : entries) {
            if (builds.isOwn(entry)) {
                applications.add(entry.application());
            }
            if (!rollbacks.isOfAnother(entry) && !isOwnRollback(entry)) {
                found.add(listed(remote, entry, rollbacks.of(entry)));
            }
        }
        return found;
    }

    /** The record of the delivery, or of the one whose rollback it is. */
    private Optional<DeliveryView> recordOf(HistoryEntry entry) {
        return own(entry).or(() -> builds.record(entry));
    }

    /** Whether it belongs to a delivery that this job's records list, also when the branch does not. */
    private boolean isOwnRollback(HistoryEntry entry) {
        return own(entry)
                .filter(view -> NamedBuilds.isRollback(view.record(), entry))
                .isPresent();
    }

    private Optional<DeliveryView> own(HistoryEntry entry) {
        return Optional.ofNullable(records.get(entry.id())).filter(view -> NamedBuilds.isOf(view.record(), entry));
    }

    private ListedDelivery listed(GitRemote remote, HistoryEntry entry, Optional<HistoryEntry> back) {
        Optional<DeliveryView> record = own(entry);
        record.ifPresent(view -> joinedIds.add(entry.id()));
        return new ListedDelivery(new JoinedDelivery(
                Optional.of(entry), back, () -> record.map(view -> detailsOf(view, commit(remote, entry)))
                        .orElseGet(() -> details(remote, entry, back))));
    }

    private ListedDelivery ofRecord(DeliveryView view) {
        return new ListedDelivery(new JoinedDelivery(
                Optional.empty(), Optional.empty(), () -> detailsOf(view, Optional.ofNullable(view.getCommitView()))));
    }

    private static DeliveryDetails detailsOf(DeliveryView view, Optional<CommitView> commit) {
        return new DeliveryDetails(
                Optional.of(view),
                Optional.of(NamedBuild.of(view)),
                Optional.of(KnownResults.of(view.record())),
                commit,
                Optional.ofNullable(view.getRollbackCommitView()));
    }

    private DeliveryDetails details(GitRemote remote, HistoryEntry entry, Optional<HistoryEntry> back) {
        Optional<DeliveryView> record = builds.record(entry);
        Optional<DeliveryView> ofItself = record.filter(view -> !NamedBuilds.isRollback(view.record(), entry));
        return new DeliveryDetails(
                ofItself,
                builds.of(entry),
                record.map(view -> KnownResults.of(view.record())),
                commit(remote, entry),
                ofItself.map(DeliveryView::getRollbackCommitView)
                        .or(() -> back.flatMap(there -> commit(remote, there))));
    }

    private Optional<CommitView> commit(GitRemote remote, HistoryEntry entry) {
        return Optional.of(links.view(remote.url(), entry.revision()));
    }

    /** The figures of what was delivered to its environments, over the usual time spans up to now; production first. */
    public List<TargetFigures> figures(Instant now) {
        return past.stream()
                .map(each -> each.knowing(this::ended))
                .flatMap(each -> each.figures(now, TargetFigures.USUAL_DAYS).stream())
                .sorted(ProductionFirst.ORDER)
                .toList();
    }

    /** Whether a branch has more marks than were read. */
    public boolean moreMarks() {
        return past.stream().anyMatch(PastDeliveries::moreMarks);
    }

    private Optional<KnownResults.Ended> ended(DeployId id) {
        return Optional.ofNullable(records.get(id))
                .flatMap(view -> KnownResults.of(view.record()).of(id));
    }

    public List<ListedDelivery> newestFirst() {
        return newestFirst;
    }

    /** The deliveries of the applications that this job delivers; all deliveries when it never delivered one. */
    public List<ListedDelivery> ofItsApplications() {
        return applications.isEmpty()
                ? newestFirst
                : newestFirst.stream()
                        .filter(delivery -> applications.contains(delivery.getApplication()))
                        .toList();
    }

    public List<RefusedBuild> refused() {
        return own.refused();
    }

    List<Integer> unreadable() {
        return own.unreadable();
    }

    public List<BranchView> branches() {
        return List.copyOf(branches);
    }
}
