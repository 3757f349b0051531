package io.jenkins.plugins.gitops.cli.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.CommitProgress;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.notification.SampleEvents;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryNoticesTest {

    @TempDir
    private Path folder;

    @Test
    void a_git_server_that_hangs_holds_up_no_delivery() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (LoopbackServer hanging = new LoopbackServer("hangs", client -> hang(asked, over))) {
            GitRemote remote = new GitRemote("http://127.0.0.1:" + hanging.port() + "/shop.git", "main");
            try (RemoteBranch branch = RemoteBranch.open(
                            folder.resolve("git"), remote, GitCredentials.NONE, Duration.ofSeconds(60));
                    DeliveryNotices notices = DeliveryNotices.open(
                            List.of(new Subscription(
                                    "all", (told, memory) -> SendResult.SENT, Set.of(), Set.of(), Set.of())),
                            folder.resolve("notices"),
                            new RecordStore(folder.resolve("records")),
                            warning -> {})) {
                long begun = System.nanoTime();

                notices.goesOn(committed(SampleEvents.record(remote.url())), branch);

                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                over.countDown();
            }
        }
    }

    private static void hang(CountDownLatch asked, CountDownLatch over) {
        asked.countDown();
        try {
            over.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static DeployRecord committed(DeployRecord record) {
        return record.with(new CommitProgress(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SampleEvents.SOURCE),
                1,
                Optional.empty(),
                Optional.empty()));
    }
}
