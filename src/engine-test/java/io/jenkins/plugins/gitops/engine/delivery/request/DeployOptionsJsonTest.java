package io.jenkins.plugins.gitops.engine.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The options inside a record: what earlier versions wrote is read, and is written again byte by byte. */
class DeployOptionsJsonTest {

    /** Written by the version before the options had groups, with no option at its default. */
    private static final String EVERYTHING =
            """
            {
              "namespace" : "shop",
              "allowedNamespaces" : [ "jobs", "shop" ],
              "clusterScoped" : true,
              "onFailure" : "STOP",
              "timeout" : "PT5M",
              "grace" : "PT30S",
              "requireTests" : true,
              "allowNewerManifests" : true,
              "force" : true,
              "releaseHold" : true,
              "prune" : true,
              "pruneLimit" : 7,
              "tags" : "KEEP",
              "commits" : {
                "committer" : {
                  "name" : "Bot",
                  "email" : "bot@example.org"
                },
                "message" : {
                  "text" : "chore: {summary}"
                },
                "notes" : true
              },
              "existing" : {
                "adopt" : true,
                "adoptHelm" : [ "Deployment/shop" ],
                "replace" : [ "Job/shop/migrate" ]
              }
            }""";

    /** Written by the same version for a request that names nothing but a namespace. */
    private static final String DEFAULTS =
            """
            {
              "namespace" : "shop",
              "allowedNamespaces" : [ "shop" ],
              "clusterScoped" : false,
              "onFailure" : "ROLLBACK",
              "timeout" : "PT10M",
              "grace" : "PT0S",
              "requireTests" : false,
              "allowNewerManifests" : false,
              "force" : false,
              "releaseHold" : false,
              "prune" : false,
              "pruneLimit" : 20,
              "tags" : "DROP",
              "commits" : {
                "committer" : {
                  "name" : "jenkins-gitops",
                  "email" : "jenkins-gitops@localhost"
                },
                "notes" : false
              },
              "existing" : {
                "adopt" : false,
                "adoptHelm" : [ ],
                "replace" : [ ]
              }
            }""";

    @Test
    void all_options_are_written_as_they_were_read() throws Exception {
        assertThat(written(read(EVERYTHING))).isEqualTo(EVERYTHING);
    }

    @Test
    void each_option_is_read_into_its_group() throws Exception {
        DeployOptions options = read(EVERYTHING);

        assertThat(options.scope())
                .isEqualTo(DeployScope.of("shop").withAllowed(List.of("jobs")).withClusterScoped(true));
        assertThat(options.patience())
                .isEqualTo(DeployOptions.Patience.USUAL
                        .withTimeout(Duration.ofMinutes(5))
                        .withGrace(Duration.ofSeconds(30)));
        assertThat(options.safety())
                .isEqualTo(DeployOptions.Safety.USUAL
                        .withRequireTests(true)
                        .withAllowNewerManifests(true)
                        .withForce(true)
                        .withReleaseHold(true));
        assertThat(options.pruning()).isEqualTo(new Pruning(true, new PruneLimit(7)));
    }

    @Test
    void what_a_record_lacks_takes_its_default() throws Exception {
        assertThat(read("{ \"namespace\" : \"shop\" }")).isEqualTo(DeployOptions.in("shop"));
    }

    @Test
    void the_defaults_are_written_as_ever() throws Exception {
        assertThat(written(DeployOptions.in("shop"))).isEqualTo(DEFAULTS);
        assertThat(read(DEFAULTS)).isEqualTo(DeployOptions.in("shop"));
    }

    @Test
    void what_a_sync_leaves_alone_is_kept_beside_the_others() throws Exception {
        SyncLimits limits = SyncLimits.NONE
                .ignoring(IgnoreRules.parse(List.of("apps/Deployment:/spec/replicas")))
                .only(new TreeSet<>(List.of(ObjectSelector.parse("ConfigMap/shop/settings"))));
        DeployOptions options = DeployOptions.in("shop").with(limits);

        String json = written(options);

        assertThat(json)
                .isEqualTo(DEFAULTS.substring(0, DEFAULTS.length() - 2)
                        + ",\n  \"ignore\" : [ \"apps/Deployment:/spec/replicas\" ],\n"
                        + "  \"only\" : [ \"ConfigMap/shop/settings\" ]\n}");
        assertThat(read(json)).isEqualTo(options);
    }

    @Test
    void an_option_of_a_later_version_is_ignored() throws Exception {
        assertThat(read(DEFAULTS.replace("{\n  \"namespace\"", "{\n  \"later\" : { \"on\" : true },\n  \"namespace\"")))
                .isEqualTo(DeployOptions.in("shop"));
    }

    private static DeployOptions read(String json) throws Exception {
        return RecordJson.MAPPER.readValue(json, DeployOptions.class);
    }

    private static String written(DeployOptions options) throws Exception {
        return RecordJson.MAPPER.writeValueAsString(options);
    }
}
