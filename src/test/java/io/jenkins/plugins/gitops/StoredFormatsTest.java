package io.jenkins.plugins.gitops;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.ExtensionList;
import hudson.diagnosis.OldDataMonitor;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.PushedCommits;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.metrics.MetricFamily;
import io.jenkins.plugins.gitops.engine.metrics.MetricSample;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import io.jenkins.plugins.gitops.monitoring.DeliveryTally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import org.yaml.snakeyaml.Yaml;

/** A home of Jenkins in which an earlier version worked is read by this one; the files are in {@code formats/v1}. */
class StoredFormatsTest {

    private static final String REPOSITORY = "http://127.0.0.1:24628/repository-4a0b1cd1.git";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private void copy(String name) throws IOException {
        Path from = StoredFormats.path(name);
        Path home = sessions.getHome().toPath();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = home.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    @Test
    void a_home_is_read_and_again_after_it_was_saved() throws Throwable {
        copy("home");
        sessions.then(jenkins -> {
            isRead(jenkins);
            GitopsConfiguration.get().save();
            shop(jenkins).save();
            for (WorkflowRun build : shop(jenkins).getBuilds()) {
                build.save();
            }
        });
        sessions.then(StoredFormatsTest::isRead);
    }

    private static void isRead(JenkinsRule jenkins) throws Exception {
        StoredFormats.assertKeeps(yaml(StoredFormats.text("casc.yaml")), exported());
        assertThat(GitopsConfiguration.get().getRegistries())
                .extracting(RegistryEntry::getAllowedJobs)
                .containsExactly("**", "**");
        GitopsJobProperty property = shop(jenkins).getProperty(GitopsJobProperty.class);
        assertThat(property.getEnvironments()).isEqualTo("staging, integration");
        assertThat(property.getApplication()).isEqualTo("shop");
        assertThat(property.getManifests()).isEqualTo("k8s");
        for (String build : List.of("1", "2", "3", "5")) {
            pageIsKept(jenkins, build);
        }
        assertThat(totals())
                .containsAllEntriesOf(Map.of("aborted", 1.0, "failed", 1.0, "healthy", 2.0, "refused", 1.0));
        assertThat(PushedCommits.get().parent(new Revision("769e5777e7e267295337b05ec231667c7ad118ae")))
                .contains(new Revision("4b4f82a8ea52a6894659bae585e351553bdc8bc8"));
        assertThat(PushedCommits.get().repositories()).containsExactly(REPOSITORY);
        assertThat(DeliveryBranches.get().current(shop(jenkins)))
                .extracting(history -> history.remote())
                .containsExactly(new GitRemote(REPOSITORY, "main"));
        assertThat(ExtensionList.lookupSingleton(OldDataMonitor.class).getData())
                .isEmpty();
    }

    private static WorkflowJob shop(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class);
    }

    /** What the build's page says to programs: it is made of the build's XML and of the records beside it. */
    private static void pageIsKept(JenkinsRule jenkins, String build) throws Exception {
        ObjectNode stored = (ObjectNode) StoredFormats.json("api/" + build + ".json");
        // The name of a class, which may be another one.
        stored.remove("_class");
        String page = shop(jenkins).getBuildByNumber(Integer.parseInt(build)).getUrl() + "gitops/api/json?depth=3";

        StoredFormats.assertKeeps(
                stored, StoredFormats.parse(jenkins.getJSON(page).getContentAsString()));
    }

    private static Map<String, Double> totals() {
        return DeliveryTally.get().families().stream()
                .map(MetricFamily::samples)
                .flatMap(List::stream)
                .filter(sample -> sample.name().equals("gitops_deployments_total"))
                .collect(Collectors.toMap(sample -> sample.labelValues().get(2), MetricSample::value));
    }

    private static JsonNode exported() throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        return yaml(exported.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode yaml(String text) {
        return new ObjectMapper().valueToTree(new Yaml().load(text));
    }

    @Test
    void configuration_as_code_is_taken() throws Throwable {
        sessions.then(jenkins -> {
            ConfigurationAsCode.get()
                    .configure(StoredFormats.path("casc.yaml").toUri().toString());

            StoredFormats.assertKeeps(yaml(StoredFormats.text("casc.yaml")), exported());
        });
    }

    /** The build itself cannot resume here: its program is not among the files, since it holds the environment it ran in. */
    @Test
    void a_delivery_that_was_under_way_is_taken_up() throws Throwable {
        copy("running");
        sessions.then(jenkins -> {
            DeployId id = new DeployId("01m8a175asgkn5sqyebqk6r0ce");

            // The reconciler works in the background after a start.
            eventually("the delivery is taken up")
                    .until(() -> DeliveryService.get().find(id).isPresent());
            DeployRecord record = DeliveryService.get().find(id).orElseThrow().record();

            assertThat(record.id()).isEqualTo(id);
            assertThat(record.phase()).isEqualTo(DeliveryPhase.WAIT);
            assertThat(record.commit()).contains(new Revision("0ad71f5935cfdeb469d8a13a175ac071714965ff"));
            assertThat(ExtensionList.lookupSingleton(OldDataMonitor.class).getData())
                    .isEmpty();
        });
    }
}
