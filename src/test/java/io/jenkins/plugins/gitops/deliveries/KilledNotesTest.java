package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A real controller is killed (SIGKILL) while it writes a result to the notes. */
class KilledNotesTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    private final Application application = new Application("noted");

    @Test
    void no_build_waits_for_a_note_and_it_is_written_after_the_next_start() throws Throwable {
        application.letPodsStart();
        jenkins.startJenkins();
        jenkins.runRemotely(
                Controller::configure,
                Controller.Servers.of(ControlPlane.shared().apiServer()),
                new ArrayList<>(List.of(
                        new Controller.Place("noted", "test", application.namespace, application.repository.url()))));
        jenkins.runRemotely(KilledNotesTest::wantNotes);
        holdTheFirstPushOfNotes();

        jenkins.runRemotely(
                Controller::deliver,
                "noted",
                "MAX_SURVIVABILITY",
                application.good("1").toString());
        Controller.Ended ended = jenkins.runRemotely(Controller::ended, "noted", 1);
        assertThat(ended.result()).as(ended.log()).isEqualTo("SUCCESS");
        eventually("the push of the note is held").until(() -> Files.exists(folder().resolve("arrived")));
        assertThat(unfinished()).hasSize(1);

        Controller.kill(jenkins);
        Files.delete(folder().resolve("held"));
        jenkins.startJenkins();

        eventually("nothing is unfinished").until(this::unfinished, List::isEmpty);
        assertThat(application.repository.git("notes", "--ref=gitops", "show", "main"))
                .contains("Gitops-Deploy-Id: " + application.committed().get(0))
                .contains("Gitops-Result: healthy");
        assertThat(application.committed()).hasSize(1);
    }

    private static void wantNotes(JenkinsRule rule) {
        EnvironmentEntry environment =
                GitopsConfiguration.get().environment("noted").orElseThrow();
        CommitSettings commits = new CommitSettings();
        commits.setNotes(true);
        environment.setCommits(commits);
        GitopsConfiguration.get().save();
    }

    /** And refuses it then: so what is there in the end was pushed after the kill. */
    private void holdTheFirstPushOfNotes() throws IOException {
        Files.createFile(folder().resolve("held"));
        Path hook = folder().resolve("hooks/update");
        Files.writeString(hook, """
                #!/bin/sh
                case $1 in refs/notes/*) ;; *) exit 0 ;; esac
                mkdir FOLDER/first 2>/dev/null || exit 0
                touch FOLDER/arrived
                while [ -e FOLDER/held ]; do sleep 0.2; done
                exit 1
                """.replace("FOLDER", folder().toString()));
        assertThat(hook.toFile().setExecutable(true)).isTrue();
    }

    private Path folder() {
        return application.repository.folder();
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> files =
                Files.list(jenkins.getHome().toPath().resolve("gitops").resolve("unfinished"))) {
            return files.toList();
        }
    }
}
