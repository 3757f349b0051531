package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ProxyConfiguration;
import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.parts.ForwardProxy;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The write-back's proxy and its password. */
@WithSharedJenkins
class WriteBackTest {

    private JenkinsRule jenkins;
    private Shop shop;

    @BeforeEach
    void a_shop_that_can_be_delivered(JenkinsRule rule) throws Exception {
        jenkins = rule;
        String image = ImageRegistry.shared().push("shop", "1", Map.of()).toString();
        shop = new Shop("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']");
        shop.configure();
    }

    @Test
    void it_goes_through_the_controllers_proxy_with_its_password_and_hosts_that_are_left_out_do_not() throws Exception {
        try (ForwardProxy proxy = new ForwardProxy("jane", "pr0xy")) {
            jenkins.jenkins.setProxy(
                    new ProxyConfiguration("127.0.0.1", proxy.port(), "jane", "pr0xy", "127.0.0.1\nlocalhost"));
            URI address = URI.create(shop.repository.url());
            EnvironmentEntry staging =
                    GitopsConfiguration.get().environment("staging").orElseThrow();
            staging.setRepository("http://git.invalid:" + address.getPort() + address.getPath());
            staging.setBranch("main");

            WorkflowRun build = jenkins.buildAndAssertSuccess(shop.job(jenkins));

            assertThat(shop.commits()).isEqualTo(2);
            assertThat(proxy.asked())
                    .contains("POST http://git.invalid:" + address.getPort() + address.getPath()
                            + "/git-receive-pack HTTP/1.1");
            // The checkout and the cluster are at 127.0.0.1.
            assertThat(proxy.asked().toString()).doesNotContain("127.0.0.1");
            assertThat(JenkinsRule.getLog(build)).doesNotContain("pr0xy");
        }
    }

    @Test
    void its_password_is_masked_when_the_server_repeats_it() throws Exception {
        String password = shop.repository.password();
        String pair = Base64.getEncoder()
                .encodeToString((shop.repository.username() + ":" + password).getBytes(StandardCharsets.UTF_8));
        Path hook = shop.repository.folder().resolve("hooks/pre-receive");
        Files.writeString(
                hook, "#!/bin/sh\necho \"no: you sent Basic " + pair + ", which is " + password + "\" >&2\nexit 1\n");
        hook.toFile().setExecutable(true);

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, shop.job(jenkins));

        String log = JenkinsRule.getLog(build);
        assertThat(log).contains("no: you sent Basic ****, which is ****");
        assertNoSecret(log, password, pair);
        BuildRecords records = new BuildRecords(build);
        assertNoSecret(records.store().read(records.store().ids().get(0)).toString(), password, pair);
        String page = jenkins.createWebClient().getPage(build, "gitops").asXml();
        assertThat(page).contains("no: you sent Basic ****");
        assertNoSecret(page, password, pair);
        assertThat(shop.commits()).isEqualTo(1);
        assertThat(shop.running()).isEmpty();
    }

    @Test
    void the_use_of_its_credential_is_tracked() throws Exception {
        jenkins.buildAndAssertSuccess(shop.job(jenkins));

        assertThat(CredentialsProvider.getOrCreateFingerprintOf(
                                SystemCredentialsProvider.getInstance().getCredentials().stream()
                                        .filter(
                                                com.cloudbees.plugins.credentials.common.UsernamePasswordCredentials
                                                                .class::isInstance)
                                        .findFirst()
                                        .orElseThrow())
                        .getJobs())
                .contains("shop");
    }

    private static void assertNoSecret(String text, String... secrets) {
        for (String secret : secrets) {
            assertThat(text).doesNotContain(secret);
        }
    }
}
