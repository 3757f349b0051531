package io.jenkins.plugins.gitops.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose the commits are and what they say, as Git reads them. */
class CommitTextTest {

    private static final GitIdentity BOT = new GitIdentity("Release Bot", "bot@example.org");

    @FreshScene
    private Scene scene;

    @Test
    void the_usual_commit_is_as_it_always_was() {
        Revision built = scene.tip();

        scene.deploy(Scene.good("1"));

        assertThat(log("%s")).isEqualTo("Deploy shop " + built.abbreviated() + " to staging");
        assertThat(log("%an <%ae> %cn <%ce>"))
                .isEqualTo("Ann Author <ann@example.org> jenkins-gitops <jenkins-gitops@localhost>");
    }

    @Test
    void a_template_and_a_committer_are_used_for_the_way_there_and_for_the_way_back() {
        ImageReference good = Scene.good("1");
        String first = scene.tip().abbreviated();
        scene.run(styled(good, "chore({environment}): {summary}\n\nAsked for by {who}\n\nSigned-off-by: {committer}"));

        assertThat(log("%s")).isEqualTo("chore(staging): Deploy shop " + first + " to staging");
        assertThat(log("%b")).startsWith("Asked for by Ann Author\n\nSigned-off-by: Release Bot <bot@example.org>\n");
        assertThat(log("%an, %cn <%ce>")).isEqualTo("Ann Author, Release Bot <bot@example.org>");
        assertThat(log("%(trailers:key=Signed-off-by,valueonly)")).isEqualTo("Release Bot <bot@example.org>");
        assertThat(scene.trailer("Gitops-Image")).containsExactly(good.toString());

        DeployRecord failed = scene.run(styled(Scene.broken("2"), "{action} {application} ({version})"));

        assertThat(failed.ending().orElseThrow().rolledBack()).isTrue();
        assertThat(log("%s")).isEqualTo("Roll back shop (" + first + ")");
        assertThat(scene.repository.git("log", "-1", "--skip=1", "--format=%s", "main"))
                .startsWith("Deploy shop (");
        assertThat(log("%cn")).isEqualTo("Release Bot");
        assertThat(scene.trailer("Gitops-Rollback-Of"))
                .containsExactly(failed.id().value());
    }

    @Test
    void what_people_and_builds_are_called_forges_nothing() throws IOException {
        GitIdentity hostile = new GitIdentity("Gitops-Deploy-Id: 01m82yg1szwf2jwd2x8213ak5z", "x");
        DeployRecord record = scene.run(scene.request(Scene.good("1"))
                .author(hostile)
                .commits(style("{summary}\n\n{who}\n\n{who}"))
                .build());

        assertThat(scene.trailer("Gitops-Deploy-Id"))
                .containsExactly(record.id().value());
        Path message = Files.writeString(scene.folder.resolve("message"), log("%B"));
        assertThat(scene.repository
                        .git("interpret-trailers", "--parse", message.toString())
                        .lines()
                        .filter(line -> line.startsWith("Gitops-Deploy-Id")))
                .containsExactly("Gitops-Deploy-Id: " + record.id());
    }

    @Test
    void a_delivery_that_is_taken_up_again_writes_the_same_commit() {
        DeployRequest request = styled(Scene.good("1"), "{action} by {who}\n\n{id}");
        DeployRecord begun = scene.until(
                scene.delivery.begin(request, scene.context.clock(), scene.context.random()), DeliveryPhase.COMMIT);

        DeployRecord again = scene.run(scene.store.read(begun.id()));

        assertThat(again.ending()).map(DeliveryEnding::outcome).contains(Outcome.HEALTHY);
        assertThat(again.request().options()).isEqualTo(request.options());
        assertThat(log("%s %cn %b")).startsWith("Deploy by Ann Author Release Bot " + begun.id());
    }

    @Test
    void a_record_of_a_version_before_has_the_usual_style() throws IOException {
        DeployRecord begun = scene.delivery.begin(
                scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random());
        Path file = scene.folder.resolve("deliveries").resolve(begun.id() + ".json");
        ObjectNode record = (ObjectNode) RecordJson.MAPPER.readTree(Files.readAllBytes(file));
        ((ObjectNode) record.at("/request/options")).remove("commits");
        Files.write(file, RecordJson.MAPPER.writeValueAsBytes(record));

        assertThat(scene.store.read(begun.id())).isEqualTo(begun);
    }

    private DeployRequest styled(ImageReference image, String template) {
        return scene.request(image).commits(style(template)).build();
    }

    private static CommitFormat style(String template) {
        return new CommitFormat(BOT, Optional.of(new MessageTemplate(template)), false);
    }

    private String log(String format) {
        return scene.repository.git("log", "-1", "--format=" + format, "main").strip();
    }
}
