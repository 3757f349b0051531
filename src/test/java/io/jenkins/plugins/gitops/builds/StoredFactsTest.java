package io.jenkins.plugins.gitops.builds;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.pages.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class StoredFactsTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void what_a_build_did_survives_a_restart() throws Throwable {
        DeployRecord record = Samples.record("rolled-back", Instant.parse("2026-11-20T10:00:00Z"));
        sessions.then(jenkins -> {
            FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("shop"));
            BuildFacts.of(build).add(Samples.built());
            BuildFacts.of(build).add(new TestReport(0, 1, 0, 0, List.of()));
            BuildFacts.of(build).add(new TestReport(0, 2, 1, 0, List.of("ShopTest.pays")));
            Samples.deliver(build, record);
        });
        sessions.then(jenkins -> {
            Run<?, ?> build = jenkins.jenkins
                    .getItemByFullName("shop", FreeStyleProject.class)
                    .getBuildByNumber(1);
            BuildFacts action = build.getAction(BuildFacts.class);
            assertThat(action.builds()).containsExactly(Samples.built());
            assertThat(action.tests()).contains(new TestReport(0, 3, 1, 0, List.of("ShopTest.pays")));
            assertThat(action.deliveries()).containsExactly(record);
            assertThat(jenkins.createWebClient().getPage(build).asNormalizedText())
                    .contains("Failed, rolled back");
        });
    }

    @Test
    void the_builds_xml_holds_texts_alone() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("shop"));
            BuildFacts.of(build).add(Samples.built());
            Samples.deliver(build, Samples.record("healthy", Instant.now()));
            String xml = Files.readString(build.getRootDir().toPath().resolve("build.xml"));
            assertThat(xml)
                    .contains("<" + BuildFacts.class.getName())
                    .doesNotContain("io.jenkins.plugins.gitops.engine")
                    .doesNotContain("java.util.Optional");
        });
    }

    @Test
    void a_builds_xml_of_another_version_still_loads() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("shop"));
            BuildFacts.of(build).add(new TestReport(0, 1, 0, 0, List.of()));
            Path file = build.getRootDir().toPath().resolve("build.xml");
            String xml = Files.readString(file)
                    .replaceAll("<(builds|deliveries)/>", "")
                    .replace("<tests>", "<laterField><deep>1</deep></laterField><tests>")
                    .replace("&quot;total&quot;", "&quot;laterPart&quot; : 1, &quot;total&quot;");
            assertThat(xml).contains("laterField", "laterPart").doesNotContain("<builds");
            Files.writeString(file, xml);
        });
        sessions.then(jenkins -> {
            FreeStyleBuild build = jenkins.jenkins
                    .getItemByFullName("shop", FreeStyleProject.class)
                    .getBuildByNumber(1);
            BuildFacts action = build.getAction(BuildFacts.class);
            assertThat(action.tests()).isPresent();
            assertThat(action.builds()).isEmpty();
            Samples.deliver(build, Samples.record("healthy", Instant.now()));
            assertThat(jenkins.createWebClient().getPage(build).asNormalizedText())
                    .contains("1 test, 0 failed")
                    .contains("Healthy");
        });
    }
}
