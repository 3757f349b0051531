package io.jenkins.plugins.gitops.monitoring;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.gitops.ShortLivedJenkins;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.parts.Prometheus;
import io.jenkins.plugins.gitops.pages.Samples;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** In a real Jenkins, with its class loaders: the flat class path of other tests hides what is missing. */
class MetricsEndpointTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins =
            ShortLivedJenkins.create().extraEnv("COLLECTING_METRICS_PERIOD_IN_SECONDS", "2");

    @TempDir
    private Path folder;

    @Test
    void deliveries_are_counted_on_the_endpoint_as_promtool_likes_it_and_a_rule_fires() throws Throwable {
        jenkins.startJenkins();
        String metrics = jenkins.runRemotely(MetricsEndpointTest::deliverAndCollect);

        assertThat(metrics)
                .contains("gitops_deployments_total{application=\"shop\",environment=\"staging\",outcome=\"healthy\",}"
                        + " 1.0")
                .contains("gitops_deployments_total{application=\"shop\",environment=\"staging\",outcome=\"failed\",}"
                        + " 1.0")
                .contains("gitops_rollbacks_total{application=\"shop\",environment=\"staging\",} 1.0")
                .contains("gitops_deployment_duration_seconds_bucket{")
                .contains("gitops_lead_time_seconds_count{")
                .contains("gitops_last_healthy_timestamp_seconds{")
                .contains("gitops_last_outcome{application=\"shop\",environment=\"staging\",outcome=\"failed\",} 1.0")
                .contains("gitops_last_rolled_back{application=\"shop\",environment=\"staging\",} 1.0")
                .contains("gitops_write_back_pushes_total{application=\"shop\",environment=\"staging\",}")
                .contains("gitops_queue_deliveries 0.0");
        String ours =
                metrics.lines().filter(line -> line.contains("gitops_")).collect(Collectors.joining("\n", "", "\n"));
        assertThat(Prometheus.complaints(ours)).isEmpty();
        try (Prometheus prometheus = new Prometheus(configuration(), folder)) {
            eventually("a rule fires")
                    .untilAsserted(() -> assertThat(prometheus.firing()).containsExactly("GitopsDeliveryRolledBack"));
        }
    }

    /** That of the example, for this controller. */
    private Path configuration() throws IOException {
        Path example = Path.of("examples/monitoring").toAbsolutePath();
        URL url = jenkins.getUrl();
        return Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(example.resolve("prometheus.yml"))
                        .replaceAll("interval: \\d+s", "interval: 1s")
                        .replace("rules/*.yml", example.resolve("rules/*.yml").toString())
                        .replace("metrics_path: /", "metrics_path: " + url.getPath())
                        .replace("jenkins.example:8080", url.getAuthority()));
    }

    private static void deliver(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("shop"));
        Instant now = Instant.now();
        for (DeliveryListener listener : ExtensionList.lookup(DeliveryListener.class)) {
            listener.ended(build, Samples.record("healthy", now));
            listener.ended(build, Samples.record("rolled-back", now.plusSeconds(1)));
        }
    }

    private static String deliverAndCollect(JenkinsRule jenkins) throws Exception {
        deliver(jenkins);
        String metrics = eventually("the deliveries are counted")
                .until(
                        () -> jenkins.createWebClient()
                                .goTo("prometheus/", null)
                                .getWebResponse()
                                .getContentAsString(),
                        page -> page.contains("gitops_deployments_total"));
        assertThat(metrics).contains("default_jenkins_up");
        return metrics;
    }
}
