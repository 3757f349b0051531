package io.jenkins.plugins.gitops.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A long history on {@code main}: people's commits, and between them deliveries of ten applications to three environments. */
final class BenchRepository {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration PACE = Duration.ofMinutes(10);
    private static final int APPLICATIONS = 10;
    private static final List<String> ENVIRONMENTS = List.of("test", "staging", "production");

    private final Random random = new Random(1);
    private final Map<DeliveryTarget, DeployTrailers> newest = new HashMap<>();
    private final StringBuilder commands = new StringBuilder();

    private BenchRepository() {}

    static void fill(BareRepository origin, int commits, int deliveries) {
        BenchRepository made = new BenchRepository();
        for (int i = 0; i < commits - 1; i++) {
            Instant when = BEGIN.plus(PACE.multipliedBy(i));
            boolean delivery = i % (commits / deliveries) == 0;
            made.commit(i, when, delivery ? made.delivery(i, when) : made.change(i));
        }
        DevScript.run(
                        List.of("git", "--git-dir", origin.folder().toString(), "fast-import", "--quiet", "--force"),
                        Map.of(),
                        made.commands.toString().getBytes(UTF_8))
                .succeeded();
    }

    private void commit(int number, Instant when, CommitMessage message) {
        String text = message.format();
        String content = Integer.toString(number);
        commands.append("commit refs/heads/main\ncommitter Ann Author <ann@example.org> ")
                .append(when.getEpochSecond())
                .append(" +0000\ndata ")
                .append(text.getBytes(UTF_8).length)
                .append('\n')
                .append(text)
                .append(number == 0 ? "from refs/heads/main^0\n" : "")
                .append("M 100644 inline src/file-")
                .append(number % 100)
                .append("\ndata ")
                .append(content.length())
                .append('\n')
                .append(content)
                .append('\n');
    }

    private CommitMessage change(int number) {
        return new CommitMessage(
                "Change number " + number + " of the shop's pages",
                "The list was too long for small screens.\nSee issue " + number + ".",
                List.of());
    }

    private CommitMessage delivery(int number, Instant when) {
        DeliveryTarget target = new DeliveryTarget(
                "shop-" + random.nextInt(APPLICATIONS), ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size())));
        String digest = hexadecimal(64);
        DeployTrailers trailers = new DeployTrailers(
                DeployId.next(when, random),
                target,
                Optional.of(ManifestSource.at("k8s")),
                List.of(ImageReference.parse(
                        "registry.example/" + target.application() + ":1." + number + "@sha256:" + digest)),
                Optional.of(new DeliverySource(
                        "https://git.example/shop.git", new Revision(hexadecimal(40)), Optional.empty())),
                Optional.of(new BuildLink("https://ci.example/job/shop/" + number + "/")),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(newest.get(target))
                        .map(before -> new DeployTrailers.Previous(
                                before.id(),
                                DeliveryResult.HEALTHY,
                                Optional.of(before.id().requested().plus(1, ChronoUnit.MINUTES)))));
        newest.put(target, trailers);
        return new CommitMessage("Deploy " + target, "", trailers.toTrailers());
    }

    private String hexadecimal(int digits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }
}
