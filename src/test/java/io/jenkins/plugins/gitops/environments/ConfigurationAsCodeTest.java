package io.jenkins.plugins.gitops.environments;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@WithJenkinsConfiguredWithCode
class ConfigurationAsCodeTest {

    @Test
    @ConfiguredWithCode("configuration-as-code.yaml")
    void it_is_read(JenkinsConfiguredWithCodeRule r) {
        GitopsConfiguration configuration = GitopsConfiguration.get();
        ClusterEntry cluster = configuration.cluster("main").orElseThrow();
        EnvironmentEntry staging = configuration.environment("staging").orElseThrow();

        assertThat(cluster.getServerUrl(), is("https://cluster.example:6443"));
        assertThat(cluster.getCredentialsId(), is("deployer"));
        assertThat(staging.getAllowedJobs(), is("team/*\nshop"));
        assertThat(staging.getOnFailure(), is(OnFailure.STOP));
        assertThat(staging.getTimeoutSeconds(), is(300));
        assertThat(staging.getPruneLimit(), is(50));
        assertThat(staging.isRequireTests(), is(true));
        assertThat(configuration.getKnownHosts(), startsWith("git.example ssh-ed25519 AAAA"));
        assertThat(staging.getCommits().getMessage(), is("chore({environment}): {summary}"));
        assertThat(staging.getCommits().getTags(), is(TagStyle.KEEP));
        assertThat(configuration.registry("registry.example:5000").orElseThrow().isPlainHttp(), is(true));
    }

    @Test
    @ConfiguredWithCode("configuration-as-code.yaml")
    void it_is_written(JenkinsConfiguredWithCodeRule r) throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);

        assertThat(
                exported.toString(StandardCharsets.UTF_8),
                stringContainsInOrder(
                        "gitops:",
                        "clusters:",
                        "credentialsId: \"deployer\"",
                        "environments:",
                        "message: \"chore({environment}): {summary}\"",
                        "tags: KEEP",
                        "name: \"staging\"",
                        "onFailure: STOP",
                        "pruneLimit: 50",
                        "knownHosts: \"git.example ssh-ed25519 AAAA",
                        "registries:",
                        "host: \"registry.example:5000\""));
    }

    @Test
    @ConfiguredWithCode("configuration-as-code.yaml")
    void a_name_twice_is_refused(JenkinsConfiguredWithCodeRule r) {
        String file = getClass().getResource("name-twice.yaml").toExternalForm();

        assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(file));
    }
}
