package io.jenkins.plugins.gitops.engine.cluster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook.Time;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other tools' annotations mean. */
class RolloutHookTest {

    private static final String ARGO = "argocd.argoproj.io/";
    private static final String HELM = "helm.sh/";

    private static ObjectNode metadata(Map<String, String> annotations) {
        ObjectMapper mapper = new ObjectMapper();
        return mapper.createObjectNode().set("annotations", mapper.valueToTree(annotations));
    }

    private static ObjectNode metadata(String annotation, String value) {
        return metadata(Map.of(annotation, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "argocd.argoproj.io/hook | PreSync | BEFORE",
                "argocd.argoproj.io/hook | Sync | WITH",
                "argocd.argoproj.io/hook | PostSync | AFTER",
                "argocd.argoproj.io/hook | Skip | NEVER",
                "helm.sh/hook | pre-install,pre-upgrade | BEFORE",
                "helm.sh/hook | 'pre-upgrade, pre-install, pre-rollback' | BEFORE",
                "helm.sh/hook | post-install,post-upgrade | AFTER",
                "helm.sh/hook | test | NEVER",
                "helm.sh/hook | test-success | NEVER"
            })
    void a_hook_has_its_time(String annotation, String value, Time time) {
        ObjectNode metadata = metadata(annotation, value);

        assertThat(RolloutHook.problem("Job.batch", metadata)).isEmpty();
        assertThat(RolloutHook.of(metadata)).map(RolloutHook::time).contains(time);
        assertThat(RolloutHook.leavesOut(metadata)).isEqualTo(time == Time.NEVER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "argocd.argoproj.io/hook | SyncFail | SyncFail, at which no delivery runs anything; take it out of the manifests,"
                        + " or write one of PreSync, Sync, PostSync, Skip",
                "argocd.argoproj.io/hook | PostDelete | PostDelete, at which no delivery runs anything",
                "argocd.argoproj.io/hook | presync | presync, at which no delivery",
                "argocd.argoproj.io/hook | PreSync,PostSync | write one object for each",
                "helm.sh/hook | pre-delete | switch it off in the chart's values",
                "helm.sh/hook | 'post-install,post-upgrade,post-delete' | post-delete, at which no delivery runs anything",
                "helm.sh/hook | pre-install | write pre-install,pre-upgrade, otherwise",
                "helm.sh/hook | post-upgrade | write post-install,post-upgrade, otherwise",
                "helm.sh/hook | post-rollback | write post-install,post-upgrade, otherwise",
                "helm.sh/hook | 'post-install,pre-upgrade' | which are different times"
            })
    void what_no_delivery_can_run_is_named_with_what_to_write_instead(String annotation, String value, String words) {
        assertThat(RolloutHook.problem("Job.batch", metadata(annotation, value)))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("it is a hook (" + annotation + ") for ")
                        .contains(words));
    }

    @Test
    void what_does_not_run_may_be_there_for_hooks_before_and_after() {
        ObjectNode both = metadata(HELM + "hook", "post-install,post-upgrade,pre-install,pre-upgrade");

        assertThat(RolloutHook.problem("ServiceAccount", both)).isEmpty();
        assertThat(RolloutHook.of(both)).map(RolloutHook::time).contains(Time.BEFORE);
        assertThat(RolloutHook.problem("Job.batch", both))
                .hasValueSatisfying(problem -> assertThat(problem).contains("which are different times"));
        assertThat(RolloutHook.problem("ServiceAccount", metadata(HELM + "hook", "pre-install,post-install")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("write pre-install,pre-upgrade"));
        assertThat(RolloutHook.problem("ConfigMap", metadata(ARGO + "hook", "PreSync,PostSync")))
                .isEmpty();
    }

    @Test
    void policies_are_read_in_both_ways_of_writing_and_others_are_named() {
        RolloutHook argo = RolloutHook.of(metadata(
                        Map.of(ARGO + "hook", "PreSync", ARGO + "hook-delete-policy", "HookSucceeded, HookFailed")))
                .orElseThrow();
        RolloutHook helm = RolloutHook.of(metadata(Map.of(
                        HELM + "hook",
                        "pre-install,pre-upgrade",
                        HELM + "hook-delete-policy",
                        "before-hook-creation,hook-succeeded")))
                .orElseThrow();

        assertThat(argo).isEqualTo(new RolloutHook(Time.BEFORE, true, true));
        assertThat(helm).isEqualTo(new RolloutHook(Time.BEFORE, true, false));
        assertThat(RolloutHook.problem(
                        "Job.batch",
                        metadata(Map.of(ARGO + "hook", "PreSync", ARGO + "hook-delete-policy", "AfterHookCreation"))))
                .contains(
                        "the annotation argocd.argoproj.io/hook-delete-policy is 'AfterHookCreation', which is no policy;"
                                + " write BeforeHookCreation or HookSucceeded");
    }

    @Test
    void argo_cd_s_annotation_decides_and_helm_s_old_one_for_definitions_means_nothing() {
        assertThat(RolloutHook.of(metadata(Map.of(ARGO + "hook", "PostSync", HELM + "hook", "pre-delete"))))
                .map(RolloutHook::time)
                .contains(Time.AFTER);
        assertThat(RolloutHook.of(metadata(HELM + "hook", "crd-install"))).isEmpty();
        assertThat(RolloutHook.problem("Job.batch", metadata(HELM + "hook", "crd-install")))
                .isEmpty();
        assertThat(RolloutHook.of(metadata("a", "b"))).isEmpty();
    }

    @Test
    void jobs_and_pods_run_and_claims_stay_with_their_data() {
        ObjectNode hook = metadata(Map.of(ARGO + "hook", "PreSync", ARGO + "hook-delete-policy", "HookSucceeded"));
        ObjectNode lasting = metadata(ARGO + "hook", "PreSync");

        assertThat(RolloutHook.isPassing("Job.batch", lasting)).isTrue();
        assertThat(RolloutHook.isPassing("Pod", lasting)).isTrue();
        assertThat(RolloutHook.isPassing("ConfigMap", lasting)).isFalse();
        assertThat(RolloutHook.isPassing("ConfigMap", hook)).isTrue();
        assertThat(RolloutHook.isDeletedAfterSuccess("PersistentVolumeClaim", hook))
                .isFalse();
    }

    @Test
    void a_wave_is_read_where_other_tools_have_it_and_ours_decides() {
        assertThat(WavePosition.of("ConfigMap", metadata(ARGO + "sync-wave", "-3"))
                        .number())
                .isEqualTo(-3);
        assertThat(WavePosition.of(
                                "Job.batch", metadata(Map.of(ARGO + "sync-wave", "4", "gitops.jenkins.io/wave", "2")))
                        .number())
                .isEqualTo(2);
        assertThat(WavePosition.of("Job.batch", metadata(Map.of(HELM + "hook", "test", HELM + "hook-weight", "7")))
                        .number())
                .isEqualTo(7);
        assertThat(WavePosition.of("Job.batch", metadata(HELM + "hook-weight", "7"))
                        .number())
                .isZero();
        assertThat(WavePosition.problem(metadata(ARGO + "sync-wave", "first")))
                .contains(
                        "the annotation argocd.argoproj.io/sync-wave is \"first\", which is no number of a wave; write a"
                                + " whole number in quotes, for example \"-1\" or \"2\"");
    }

    @Test
    void what_shall_not_be_pruned_or_removed_says_so_and_what_is_forced_is_refused() {
        String options = ARGO + "sync-options";
        assertThat(SyncOptions.of(metadata(options, "ServerSideApply=true,Prune=false"))
                        .keptWhenPruned())
                .contains(
                        "its annotation argocd.argoproj.io/sync-options: Prune=false keeps it; delete it yourself, for"
                                + " example with kubectl");
        assertThat(SyncOptions.of(metadata(options, "Prune=false")).keptWhenRemoved())
                .isEmpty();
        assertThat(SyncOptions.of(metadata(options, "Delete=false")).keptWhenRemoved())
                .isPresent();
        assertThat(SyncOptions.of(metadata(HELM + "resource-policy", "keep")).keptWhenPruned())
                .isPresent();
        assertThat(SyncOptions.of(metadata(HELM + "resource-policy", "keep")).keptWhenRemoved())
                .isPresent();
        assertThat(SyncOptions.of(metadata(options, "Replace=true, Force=true")).problem("Job/a"))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("Force=true").contains("--replace Job/a"));
        assertThat(SyncOptions.of(metadata(options, "Replace=true,SkipDryRunOnMissingResource=true,Prune=false"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("Replace=true has no effect");
    }
}
