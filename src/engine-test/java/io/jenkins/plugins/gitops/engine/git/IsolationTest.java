package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The configuration of whoever runs Jenkins, and of the machine, is theirs. */
@Isolated
class IsolationTest {

    @TempDir
    Path folder;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final SystemReader before = SystemReader.getInstance();

    @BeforeEach
    void writeAUsersConfiguration() throws IOException {
        Path hook = Files.createDirectories(folder.resolve("hooks")).resolve("pre-push");
        Files.writeString(hook, "#!/bin/sh\ntouch " + folder.resolve("hook-was-here") + "\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        Path config = folder.resolve("gitconfig");
        Files.writeString(
                config,
                """
                [user]
                  name = Leaked
                [core]
                  hooksPath = %s
                [http]
                  extraHeader = X-Leaked: yes
                  userAgent = leaked
                [url "http://127.0.0.1:1/"]
                  insteadOf = http://
                """
                        .formatted(hook.getParent()));
        SystemReader.setInstance(new ConfiguredBy(before, config));
    }

    @AfterEach
    void restore() {
        SystemReader.setInstance(before);
    }

    @Test
    void a_users_configuration_has_no_influence() {
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> FaultyNetwork.Fault.NONE);
                RemoteBranch branch =
                        TestBranch.of(network.url(), origin, folder.resolve("caches"), TestBranch.TIMEOUT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
            assertThat(network.heads()).isNotEmpty().noneMatch(head -> head.contains("eaked"));
        }
        assertThat(folder.resolve("hook-was-here")).doesNotExist();
        assertThat(origin.git("log", "-1", "--format=%an %cn", "main")).isEqualTo("Some Body Some Body\n");
    }

    private static final class ConfiguredBy extends SystemReader.Delegate {

        private final Path file;

        ConfiguredBy(SystemReader before, Path file) {
            super(before);
            this.file = file;
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new FileBasedConfig(parent, file.toFile(), fs);
        }
    }
}
