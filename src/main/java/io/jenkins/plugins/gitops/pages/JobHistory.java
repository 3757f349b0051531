package io.jenkins.plugins.gitops.pages;

import hudson.model.Job;
import io.jenkins.plugins.gitops.branches.BranchHistory;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.branches.EnvironmentHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
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
 * What a job's pages show, read once: the deliveries that the branches of its environments tell of, by whomever, joined by
 * deploy id with the records of its builds; and what only the records know.
 */
final class JobHistory {

    private final JobDeliveries own;
    private final CommitLinks links;
    private final NamedBuilds builds;
    private final Map<DeployId, DeliveryView> records = new HashMap<>();
    private final Set<DeployId> told = new HashSet<>();
    private final Set<String> applications = new TreeSet<>();
    private final List<BranchView> branches = new ArrayList<>();
    private final List<ListedDelivery> newestFirst;

    private JobHistory(Job<?, ?> job, Collection<EnvironmentHistory> environments) {
        this.own = JobDeliveries.of(job);
        this.links = CommitLinks.of(job);
        this.builds = new NamedBuilds(job, links);
        own.newestFirst().forEach(this::learn);
        List<List<ListedDelivery>> lists = new ArrayList<>();
        byRemote(environments).forEach((remote, of) -> {
            BranchHistory newest = newestLook(of);
            branches.add(new BranchView(remote, newest));
            lists.add(of(remote, newest, of));
        });
        lists.add(own.newestFirst().stream()
                .filter(view -> !told.contains(view.record().id()))
                .map(this::recorded)
                .toList());
        this.newestFirst = NewestFirst.merged(lists);
    }

    /** Never asks a server: what is known of the branches is taken, and looked at again in the background. */
    static JobHistory of(Job<?, ?> job) {
        return new JobHistory(job, DeliveryBranches.get().asked(job));
    }

    /** Whether there is something to show; asks nobody. */
    static boolean any(Job<?, ?> job) {
        return JobDeliveries.any(job)
                || DeliveryBranches.get().known(job).stream().anyMatch(each -> each.history().deliveries().stream()
                        .anyMatch(entry -> entry.environment().equals(each.environment())));
    }

    private void learn(DeliveryView view) {
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

    /** Each environment looks with its own credential, and not every one may be let in. */
    private static BranchHistory newestLook(List<EnvironmentHistory> environments) {
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
        List<ListedDelivery> found = new ArrayList<>();
        for (HistoryEntry entry : history.deliveries()) {
            if (names.contains(entry.environment())) {
                listed(remote, entry).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Empty for the commit of a way back of ours: it is told with the delivery that was put back. */
    private Optional<ListedDelivery> listed(GitRemote remote, HistoryEntry entry) {
        if (builds.isOwn(entry)) {
            applications.add(entry.application());
        }
        Optional<DeliveryView> record =
                Optional.ofNullable(records.get(entry.id())).filter(view -> NamedBuilds.isOf(view.record(), entry));
        if (record.isEmpty()) {
            return Optional.of(new ListedDelivery(Optional.of(entry), () -> found(remote, entry)));
        }
        if (NamedBuilds.isWayBack(record.get().record(), entry)) {
            return Optional.empty();
        }
        told.add(entry.id());
        return Optional.of(new ListedDelivery(Optional.of(entry), () -> joined(record.get(), commit(remote, entry))));
    }

    private ListedDelivery recorded(DeliveryView view) {
        return new ListedDelivery(Optional.empty(), () -> joined(view, Optional.ofNullable(view.getCommitView())));
    }

    private static DeliveryDetails joined(DeliveryView view, Optional<CommitView> commit) {
        return new DeliveryDetails(
                Optional.of(view),
                Optional.of(NamedBuild.of(view)),
                Optional.of(KnownResults.of(view.record())),
                commit);
    }

    private DeliveryDetails found(GitRemote remote, HistoryEntry entry) {
        Optional<DeliveryView> record = builds.record(entry);
        return new DeliveryDetails(
                record.filter(view -> !NamedBuilds.isWayBack(view.record(), entry)),
                builds.of(entry),
                record.map(view -> KnownResults.of(view.record())),
                commit(remote, entry));
    }

    private Optional<CommitView> commit(GitRemote remote, HistoryEntry entry) {
        return Optional.of(new CommitView(
                entry.revision(),
                remote.url(),
                links.link(remote.url(), entry.revision()).orElse(null)));
    }

    List<ListedDelivery> newestFirst() {
        return newestFirst;
    }

    /** Those of the applications that this job delivers; all when it never delivered one. */
    List<ListedDelivery> ofItsApplications() {
        return applications.isEmpty()
                ? newestFirst
                : newestFirst.stream()
                        .filter(delivery -> applications.contains(delivery.getApplication()))
                        .toList();
    }

    List<Integer> unreadable() {
        return own.unreadable();
    }

    List<BranchView> branches() {
        return List.copyOf(branches);
    }
}
