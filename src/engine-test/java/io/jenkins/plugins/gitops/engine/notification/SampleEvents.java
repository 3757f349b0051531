package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.delivery.record.BroughtCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Events of deliveries that nobody made, of records as a delivery leaves them. */
public final class SampleEvents {

    public static final Revision SOURCE = new Revision("77b8dc974a".repeat(4));
    public static final String REASON =
            """
            Deployment shop/web: failed: CrashLoopBackOff: 1 of 2 pods
              pod web-7d9f-x2x, container shop: CrashLoopBackOff: back-off 10s
                event: Back-off restarting failed container
                log: starting <!channel> [a link](https://evil.example)
                log: no database at db:5432, password=hunter2hunter2
            """
                    .stripTrailing();

    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final Random RANDOM = new Random(1);

    private SampleEvents() {}

    /** Of shop in staging, built from the repository at this URL. */
    public static DeployRecord record(String repository) {
        DeployRequest request = DeployRequest.deploy(
                        new DeployRequest.Destination(
                                new DeliveryTarget("shop", "staging"),
                                new GitRemote(repository, "main"),
                                ManifestSource.at("k8s"),
                                "https://cluster.example"),
                        new DeployRequest.Requester(
                                new GitIdentity("Ada", "ada@example.org"),
                                Optional.of(new BuildLink("https://ci.example/job/shop/12/"))),
                        List.of(ImageReference.parse("registry.example/shop:1@sha256:" + "ab".repeat(32))),
                        DeployOptions.in("shop-staging"))
                .withSource(Optional.of(new DeliverySource(repository, SOURCE, Optional.of(AT))));
        return DeployRecord.begin(DeployId.next(AT, RANDOM), request);
    }

    public static DeployRecord record() {
        return record("https://git.example/team/shop.git");
    }

    public static NotificationEvent started(DeployRecord record) {
        return DeliveryEvents.started(record);
    }

    public static NotificationEvent rolledBack(DeployRecord record, String... authors) {
        return rolledBackFor(REASON, record, authors);
    }

    public static NotificationEvent rolledBackFor(String reason, DeployRecord record, String... authors) {
        return DeliveryEvents.ended(
                record.ended(Outcome.FAILED, true, reason, "Mend it", AT.plusSeconds(80)), since(true, authors));
    }

    public static NotificationEvent failed(DeployRecord record) {
        return DeliveryEvents.ended(
                record.ended(Outcome.FAILED, false, REASON, "Mend it", AT.plusSeconds(80)), since(true));
    }

    public static NotificationEvent healthy(DeployRecord record) {
        return DeliveryEvents.ended(record.ended(Outcome.HEALTHY, false, "", "", AT.plusSeconds(80)), since(true));
    }

    public static NotificationEvent recovered(DeployRecord record) {
        return DeliveryEvents.ended(record.ended(Outcome.HEALTHY, false, "", "", AT.plusSeconds(80)), since(false));
    }

    /** Of build 12, which asks before it goes to production; without an answer while it waits. */
    public static NotificationEvent approval(Optional<PendingApproval.Answer> answer) {
        PendingApproval asked = new PendingApproval(
                "approval-12",
                "Deliver <!channel> to production?",
                "https://ci.example/job/shop/12/input/",
                "https://ci.example/job/shop/12/",
                Optional.of(new DeliverySource("https://git.example/team/shop.git", SOURCE, Optional.of(AT))),
                AT,
                Optional.empty());
        return NotificationEvent.of(
                new DeliveryTarget("shop", "production"),
                answer.map(asked::answered).orElse(asked));
    }

    public static NotificationEvent answered(boolean approved) {
        return approval(Optional.of(new PendingApproval.Answer(approved, Optional.of("ada"), AT.plusSeconds(300))));
    }

    static SinceHealthy since(boolean wasHealthy, String... authors) {
        return new SinceHealthy(
                wasHealthy,
                BroughtCommits.of(
                        List.of(authors).stream()
                                .map(author -> new DeliveredCommit(
                                        SOURCE,
                                        new GitIdentity(author.replaceFirst("@.*", ""), author),
                                        AT,
                                        "A change of " + author.replaceFirst("@.*", "")))
                                .toList(),
                        false,
                        false));
    }
}
