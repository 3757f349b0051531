package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
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

        assertThat(cluster.getServerUrl()).isEqualTo("https://cluster.example:6443");
        assertThat(cluster.getCredentialsId()).isEqualTo("deployer");
        assertThat(cluster.getServiceAccount()).isEqualTo("shop/deployer");
        assertThat(staging.getAllowedJobs()).isEqualTo("team/*\nshop");
        assertThat(staging.getAllowedUsers()).isEqualTo("carol\ndave");
        assertThat(staging.getAllowedGroups()).isEqualTo("ops");
        assertThat(staging.getAutomatic()).isEqualTo(AutomaticBuilds.ALLOWED);
        assertThat(staging.getOnFailure()).isEqualTo(OnFailure.STOP);
        assertThat(staging.getTimeoutSeconds()).isEqualTo(300);
        assertThat(staging.getPruneLimit()).isEqualTo(50);
        assertThat(staging.isRequireTests()).isTrue();
        assertThat(staging.getDriftMinutes()).isEqualTo(15);
        assertThat(staging.isSelfHeal()).isTrue();
        assertThat(staging.options().sync().ignore())
                .extracting(IgnoreRule::text)
                .containsExactly("ConfigMap/settings:/data/colour", "apps/Deployment:/spec/replicas");
        assertThat(configuration.getKnownHosts()).startsWith("git.example ssh-ed25519 AAAA");
        assertThat(staging.getCommits().getMessage()).isEqualTo("chore({environment}): {summary}");
        assertThat(staging.getCommits().getTags()).isEqualTo(TagStyle.KEEP);
        assertThat(configuration.registry("registry.example:5000").orElseThrow().isPlainHttp())
                .isTrue();
        assertThat(configuration.registry("registry.example:5000").orElseThrow().getAllowedJobs())
                .isEqualTo("team/**");
        assertThat(configuration.getReceivers())
                .extracting(ReceiverEntry::getName)
                .containsExactly("authors", "chat", "hook", "alerts", "statuses", "teams");
        ReceiverEntry chat = configuration.getReceivers().get(1);
        assertThat(chat.isToldOf("team/shop")).isTrue();
        assertThat(chat.isToldOf("other/shop")).isFalse();
        assertThat(chat.messageLanguage()).isEqualTo(MessageLanguage.CHINESE);
    }

    @Test
    @ConfiguredWithCode("configuration-as-code.yaml")
    void it_is_written(JenkinsConfiguredWithCodeRule r) throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);

        assertThat(exported.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "gitops:",
                        "clusters:",
                        "credentialsId: \"deployer\"",
                        "environments:",
                        "allowedGroups: \"ops\"",
                        "automatic: ALLOWED",
                        "message: \"chore({environment}): {summary}\"",
                        "tags: KEEP",
                        "driftMinutes: 15",
                        "name: \"staging\"",
                        "onFailure: STOP",
                        "production: true",
                        "pruneLimit: 50",
                        "selfHeal: true",
                        "knownHosts: \"git.example ssh-ed25519 AAAA",
                        "receivers:",
                        "- mail:",
                        "domains: \"example.org\"",
                        "- slack:",
                        "channel: \"#shop\"",
                        "- webhook:",
                        "- alertmanager:",
                        "firingHours: 24",
                        "- commitStatus:",
                        "host: GITLAB",
                        "- teams:",
                        "urlCredentialsId: \"teams-url\"",
                        "registries:",
                        "allowedJobs: \"team/**\"",
                        "host: \"registry.example:5000\"");
    }

    @Test
    @ConfiguredWithCode("configuration-as-code.yaml")
    void a_name_twice_is_refused(JenkinsConfiguredWithCodeRule r) {
        String file = getClass().getResource("name-twice.yaml").toExternalForm();

        assertThatThrownBy(() -> ConfigurationAsCode.get().configure(file)).isInstanceOf(ConfiguratorException.class);
    }
}
