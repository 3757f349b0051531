package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A delivery whose result a controller is writing to the notes when it ends. No build waits for that. */
final class HeldNote {

    private static final String NAME = "noted";

    private final RealJenkinsExtension jenkins;
    private final Application application = new Application(NAME);

    HeldNote(RealJenkinsExtension jenkins) {
        this.jenkins = jenkins;
    }

    Application application() {
        return application;
    }

    /** Until its build has ended and the push of its note is held. */
    void deliver() throws Throwable {
        application.letPodsStart();
        jenkins.runRemotely(HeldNote::wantNotes);
        holdTheFirstPush();
        jenkins.runRemotely(
                Controller::deliver,
                NAME,
                "MAX_SURVIVABILITY",
                application.good("1").toString());
        Controller.Ended ended = jenkins.runRemotely(Controller::ended, NAME, 1);
        assertThat(ended.result()).as(ended.log()).isEqualTo("SUCCESS");
        eventually("the push of the note is held").until(application::holdsPush);
        assertThat(unfinished()).hasSize(1);
    }

    void letPushesIn() throws IOException {
        application.letPushesIn();
    }

    void awaitNothingUnfinished() {
        eventually("nothing is unfinished").until(this::unfinished, List::isEmpty);
    }

    void assertWritten() {
        assertThat(application.repository.git("notes", "--ref=gitops", "show", "main"))
                .contains("Gitops-Deploy-Id: " + application.committed().get(0))
                .contains("Gitops-Result: healthy");
        assertThat(application.committed()).hasSize(1);
    }

    private static void wantNotes(JenkinsRule rule) {
        EnvironmentEntry environment =
                GitopsConfiguration.get().environment(NAME).orElseThrow();
        CommitSettings commits = new CommitSettings();
        commits.setNotes(true);
        environment.setCommits(commits);
        GitopsConfiguration.get().save();
    }

    /** And refuses it then: so what is there in the end was pushed after the controller's end. */
    private void holdTheFirstPush() throws IOException {
        Path folder = application.repository.folder();
        Files.createFile(folder.resolve("held"));
        Path hook = folder.resolve("hooks/update");
        Files.writeString(hook, """
                #!/bin/sh
                case $1 in refs/notes/*) ;; *) exit 0 ;; esac
                mkdir FOLDER/first 2>/dev/null || exit 0
                touch FOLDER/arrived
                while [ -e FOLDER/held ]; do sleep 0.2; done
                exit 1
                """.replace("FOLDER", folder.toString()));
        assertThat(hook.toFile().setExecutable(true)).isTrue();
    }

    /** The unfinished deliveries of this application alone: others go on beside it. */
    private List<Path> unfinished() throws IOException {
        Path folder = jenkins.getHome().toPath().resolve("gitops/unfinished");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(this::isOfTheDelivery).toList();
        }
    }

    private boolean isOfTheDelivery(Path file) {
        return file.getFileName().toString().startsWith(application.committed().get(0));
    }
}
