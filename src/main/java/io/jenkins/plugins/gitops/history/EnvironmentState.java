package io.jenkins.plugins.gitops.history;

import io.jenkins.plugins.gitops.engine.delivery.Attempt;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.Ending;
import io.jenkins.plugins.gitops.engine.delivery.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What runs in one environment of one application, as far as this job's deliveries tell, and the newest delivery. */
@ExportedBean(defaultVisibility = 3)
public final class EnvironmentState {

    /** After these the cluster is as the delivery before left it. */
    private static final Set<Outcome> WITHOUT_EFFECT = Set.of(Outcome.REFUSED, Outcome.SUPERSEDED);

    private final DeliveryView newest;
    private final DeliveryView effective;

    private EnvironmentState(DeliveryView newest, DeliveryView effective) {
        this.newest = newest;
        this.effective = effective;
    }

    /** One for each application and environment, by name. */
    static List<EnvironmentState> of(List<DeliveryView> newestFirst) {
        Map<Target, List<DeliveryView>> byTarget = new LinkedHashMap<>();
        newestFirst.forEach(
                delivery -> byTarget.computeIfAbsent(delivery.record().request().target(), target -> new ArrayList<>())
                        .add(delivery));
        return byTarget.values().stream()
                .map(EnvironmentState::state)
                .sorted(Comparator.comparing(EnvironmentState::getApplication)
                        .thenComparing(EnvironmentState::getEnvironment))
                .toList();
    }

    private static EnvironmentState state(List<DeliveryView> newestFirst) {
        DeliveryView effective = newestFirst.stream()
                .filter(delivery -> hadEffect(delivery.record()))
                .findFirst()
                .orElse(null);
        return new EnvironmentState(newestFirst.get(0), effective);
    }

    private static boolean hadEffect(DeployRecord record) {
        return record.commit().isPresent()
                && record.ending()
                        .map(Ending::outcome)
                        .filter(WITHOUT_EFFECT::contains)
                        .isEmpty();
    }

    @Exported
    public String getApplication() {
        return newest.getApplication();
    }

    @Exported
    public String getEnvironment() {
        return newest.getEnvironment();
    }

    /** The newest delivery, however it ended. */
    @Exported
    public DeliveryView getNewest() {
        return newest;
    }

    /** The images that the newest delivery with an effect left; after a rollback, those it went back to. */
    @Exported
    public List<String> getImages() {
        return getImageViews().stream().map(ImageView::getFull).toList();
    }

    public List<ImageView> getImageViews() {
        return effective == null ? List.of() : ImageView.of(left(effective.record()));
    }

    private static List<ImageReference> left(DeployRecord record) {
        return record.ending()
                .filter(Ending::rolledBack)
                .flatMap(end -> record.back())
                .map(Attempt::images)
                .orElse(record.forward().images());
    }

    /** The commit that is the desired state; null when it is not known. */
    @Exported
    public String getCommit() {
        CommitView commit = getCommitView();
        return commit == null ? null : commit.getId();
    }

    public CommitView getCommitView() {
        if (effective == null) {
            return null;
        }
        return effective.isRolledBack() ? effective.getRollbackCommitView() : effective.getCommitView();
    }

    /** Whether the newest delivery left the cluster as it was, so that what runs is an older one's. */
    public boolean isFromOlder() {
        return effective != null && effective != newest;
    }

    /** The delivery that left what runs; null when none of this job's did. */
    public DeliveryView getEffective() {
        return effective;
    }
}
