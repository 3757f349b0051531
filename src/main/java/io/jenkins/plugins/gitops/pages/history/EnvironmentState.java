package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.pages.delivery.ClusterPlace;
import io.jenkins.plugins.gitops.pages.delivery.CommitView;
import io.jenkins.plugins.gitops.pages.delivery.ImageView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What runs of one application in one environment, by the branch and this job's records, and the newest delivery. */
@ExportedBean(defaultVisibility = 3)
public final class EnvironmentState {

    private final ListedDelivery newest;
    private final ListedDelivery effective;
    private final List<ImageReference> images;

    private EnvironmentState(ListedDelivery newest, ListedDelivery effective, List<ImageReference> images) {
        this.newest = newest;
        this.effective = effective;
        this.images = images;
    }

    /** One for each application and environment, by name. */
    public static List<EnvironmentState> of(List<ListedDelivery> newestFirst) {
        Map<List<String>, List<ListedDelivery>> byTarget = new HashMap<>();
        newestFirst.forEach(delivery -> byTarget.computeIfAbsent(
                        List.of(delivery.getApplication(), delivery.getEnvironment()), target -> new ArrayList<>())
                .add(delivery));
        return byTarget.values().stream()
                .map(EnvironmentState::state)
                .sorted(Comparator.comparing(EnvironmentState::getApplication)
                        .thenComparing(EnvironmentState::getEnvironment))
                .toList();
    }

    private static EnvironmentState state(List<ListedDelivery> newestFirst) {
        ListedDelivery effective = newestFirst.stream()
                .filter(ListedDelivery::hadEffect)
                .findFirst()
                .orElse(null);
        return new EnvironmentState(newestFirst.get(0), effective, images(newestFirst));
    }

    /** A delivery of manifests alone leaves the images as the one before it. Reads no more of them than it must. */
    private static List<ImageReference> images(List<ListedDelivery> newestFirst) {
        return newestFirst.stream()
                .filter(ListedDelivery::hadEffect)
                .takeWhile(delivery -> !delivery.isRemoval())
                .map(ListedDelivery::resultingImages)
                .filter(images -> !images.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Whether a delivery may have changed what runs. */
    static boolean hadEffect(DeployRecord record) {
        return record.commit().isPresent()
                && record.ending()
                        .map(DeliveryEnding::result)
                        .map(DeliveryResult::hadEffect)
                        .orElse(true);
    }

    /** The images that a delivery left in the environment. */
    static List<ImageReference> resultingImages(DeployRecord record) {
        return record.ending()
                .filter(DeliveryEnding::rolledBack)
                .flatMap(end -> record.back())
                .map(DeliveryAttempt::images)
                .orElse(record.forward().images());
    }

    @Exported
    public String getApplication() {
        return newest.getApplication();
    }

    @Exported
    public String getEnvironment() {
        return newest.getEnvironment();
    }

    /** Cluster and namespace as text; null when the environment is not configured any more. */
    public String getPlace() {
        return ClusterPlace.ofEnvironment(getEnvironment())
                .map(ClusterPlace::text)
                .orElse(null);
    }

    /** The newest delivery, however it ended. */
    @Exported
    public ListedDelivery getNewest() {
        return newest;
    }

    /** The images that the newest delivery of images with an effect left; after a rollback, those it went back to. */
    @Exported
    public List<String> getImages() {
        return getImageViews().stream().map(ImageView::getFull).toList();
    }

    public List<ImageView> getImageViews() {
        return ImageView.of(images);
    }

    /** Whether nothing runs since the application was removed. */
    @Exported
    public boolean isRemoved() {
        return effective != null && effective.isRemoval();
    }

    /** The commit that is the desired state; null when it is not known. */
    @Exported
    public String getCommit() {
        CommitView commit = getCommitView();
        return commit == null ? null : commit.getId();
    }

    public CommitView getCommitView() {
        return effective == null ? null : effective.resultingCommit();
    }

    /** Whether the newest delivery left the cluster as it was, so that what runs is an older one's. */
    public boolean isFromOlder() {
        return effective != null && effective != newest;
    }

    /** The delivery that left what runs; null when none is known. */
    public ListedDelivery getEffective() {
        return effective;
    }
}
