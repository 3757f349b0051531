package io.jenkins.plugins.gitops.cli.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {

    @Test
    void names_version_commit_and_java() {
        assertThat(BuildVersion.of(built("abc"), "17.0.1", "/opt/java").text())
                .isEqualTo("gitops 1.2.3\ncommit abc\nJava 17.0.1 (/opt/java)");
    }

    @Test
    void is_made_without_git_too() {
        assertThat(BuildVersion.of(built(""), "17", "/").text()).contains("commit unknown");
        assertThat(BuildVersion.of(new Properties(), "17", "/").version()).isEqualTo("(not packaged)");
    }

    private static Properties built(String commit) {
        Properties built = new Properties();
        built.setProperty("version", "1.2.3");
        built.setProperty("commit", commit);
        return built;
    }
}
