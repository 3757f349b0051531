package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.PluginManager;
import io.jenkins.plugins.gitops.monitoring.DeliveryTally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Plugins that this one can work with but does not need. A plugin that needs an absent one is left out with it. */
class OptionalPluginsTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = ShortLivedJenkins.create().prepareHomeLazily(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "junit matrix-project prometheus checks-api email-ext pipeline-input-step pipeline-model-definition"
                        + " pipeline-graph-analysis pipeline-rest-api",
                "configuration-as-code matrix-auth"
            })
    void delivers_without(String absent) throws Throwable {
        ArrayList<String> plugins = new ArrayList<>(Arrays.asList(absent.split(" ")));
        jenkins.omitPlugins(plugins.toArray(String[]::new));
        jenkins.startJenkins();

        String log = jenkins.runRemotely(RealShop::deliver, RealShop.create());
        jenkins.runRemotely(OptionalPluginsTest::nothingBroke, plugins);

        assertThat(log).contains("Healthy").endsWith("Finished: SUCCESS\n");
    }

    private static void nothingBroke(JenkinsRule rule, ArrayList<String> absent) {
        PluginManager plugins = rule.jenkins.getPluginManager();
        assertThat(absent)
                .allSatisfy(name -> assertThat(plugins.getPlugin(name)).as(name).isNull());
        assertThat(plugins.getFailedPlugins()).isEmpty();
        List<String> complaints = Jenkins.logRecords.stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getLoggerName() + " " + entry.getMessage() + " " + entry.getThrown())
                .toList();
        assertThat(DeliveryTally.get().families()).as("metrics").isNotEmpty();
        assertThat(rule.jenkins.getRootDir().toPath().resolve("gitops/metrics.json"))
                .exists();
        assertThat(complaints).noneMatch(text -> text.contains("gitops") || text.contains("io.prometheus"));
    }
}
