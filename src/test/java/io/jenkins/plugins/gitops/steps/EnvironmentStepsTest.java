package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StepReport;
import io.jenkins.plugins.gitops.deliveries.ActiveRemoval;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.deliveries.RemovalEnd;
import io.jenkins.plugins.gitops.deliveries.UnfinishedIndex;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What is done with an environment after a delivery: it is compared, set back and removed. */
@WithSharedJenkins
class EnvironmentStepsTest {

    private static final String PLACE = "environment: 'staging', application: 'shop'";
    private static final String DELETE = "gitopsDelete " + PLACE + ", confirm: 'shop'";

    private JenkinsRule jenkins;
    private Shop shop;
    private WorkflowJob job;

    @BeforeEach
    void a_shop_that_was_delivered(JenkinsRule rule) throws Exception {
        jenkins = rule;
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        shop = new Shop("");
        shop.configure();
        job = shop.jobWithoutCheckout(jenkins);
        succeed("gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + image + "']");
    }

    @Test
    void a_comparison_says_which_field_of_which_object_and_a_sync_sets_it_back() throws Exception {
        int commits = shop.commits();
        String drift = "def d = gitopsDrift " + PLACE + ", manifests: 'k8s'\n"
                + "echo \"drifted ${d.drifted}: ${d.summary}\"\n"
                + "d.objects.each { o -> o.fields.each { f -> echo \"${o.name} ${o.change} ${f.path} by"
                + " ${f.manager}\" } }";
        jenkins.assertLogContains("drifted false: 0 changed", succeed(drift));

        kubectl("scale", "deployment/shop", "--replicas=3");
        kubectl("set", "image", "deployment/shop", "shop=registry.example/other:1");
        WorkflowRun build = succeed(drift);

        jenkins.assertLogContains("drifted true: 1 changed", build);
        jenkins.assertLogContains(
                "Deployment " + shop.namespace + "/shop changed spec.template.spec.containers[shop].image by kubectl",
                build);
        StepReport stored = BuildFacts.of(build).reports().get(0);
        assertThat(stored.state()).isEqualTo(StepReport.State.DRIFTED);
        assertThat(page(build)).contains("Drift of shop in staging", "1 changed, 0 missing");

        WorkflowRun failed = fail("gitopsDrift " + PLACE + ", manifests: 'k8s', failOnDrift: true");
        jenkins.assertLogContains("-> Set it back (gitopsSync)", failed);
        assertThat(shop.running()).isEqualTo("registry.example/other:1");

        WorkflowRun refused = fail("gitopsSync " + PLACE + ", manifests: 'k8s'");
        jenkins.assertLogContains("(owned by \"kubectl-set\" using apps/v1)", refused);
        jenkins.assertLogContains("forceConflicts of the environment in Jenkins", refused);
        assertThat(shop.running()).isEqualTo("registry.example/other:1");

        Shop.staging().setForceConflicts(true);
        succeed("def s = gitopsSync " + PLACE + ", manifests: 'k8s'\nassert s.outcome == 'healthy'");
        assertThat(shop.running()).contains("@sha256:");
        assertThat(shop.commits()).isEqualTo(commits);
        succeed("gitopsDrift " + PLACE + ", manifests: 'k8s', failOnDrift: true");
    }

    @Test
    void an_application_is_removed_by_a_commit_when_its_name_is_confirmed_and_the_environment_lets_it()
            throws Exception {
        int commits = shop.commits();
        WorkflowRun shown = succeed("assert (gitopsDelete(" + PLACE + ")).outcome == 'planned'");
        jenkins.assertLogContains("- Deployment " + shop.namespace + "/shop", shown);
        jenkins.assertLogContains("Nothing was removed: to remove it, add confirm: 'shop'", shown);

        WorkflowRun refused = fail(DELETE);
        jenkins.assertLogContains("the environment 'staging' lets no step do that", refused);
        jenkins.assertLogContains("-> Ask an administrator to allow it (allowDelete)", refused);
        jenkins.assertLogContains("confirm names 'shops'", fail("gitopsDelete " + PLACE + ", confirm: 'shops'"));
        jenkins.assertLogContains(
                "does not say which application", fail("gitopsDelete environment: 'staging', confirm: 'shop'"));
        assertThat(shop.commits()).isEqualTo(commits);
        assertThat(shop.running()).contains("@sha256:");

        Shop.staging().setAllowDelete(true);
        WorkflowRun build = succeed("def d = " + DELETE.replace("gitopsDelete ", "gitopsDelete(") + ")\n"
                + "echo \"${d.outcome} by ${d.commit}\"");

        jenkins.assertLogContains(
                "removed by " + shop.repository.git("rev-parse", "main").strip(), build);
        assertThat(kubectl("get", "deployments,configmaps", "-o", "name"))
                .doesNotContain("deployment", "gitops.shop.staging");
        assertThat(shop.repository
                        .git("log", "-1", "--format=%s %(trailers:key=Gitops-Build,valueonly)", "main")
                        .strip())
                .startsWith("Remove shop from staging")
                .endsWith(build.getUrl());
        assertThat(page(build)).contains("Removal of shop from staging", "Removed");
        succeed(DELETE);
        assertThat(shop.commits()).isEqualTo(commits + 1);
    }

    /** The namespace that was closed since, and an application that the file does not have any more. */
    @Test
    void what_the_file_no_longer_has_can_be_removed_and_is_not_compared() throws Exception {
        shop.repository.commit(
                "main",
                "Described in a folder",
                Map.of(
                        "services/gitops.yaml",
                        "version: 1\napplications: {other: {manifests: k8s}}\n" + "environments: {staging: {}}\n"));
        String place = PLACE + ", file: 'services'";
        jenkins.assertLogContains("other", fail("gitopsDrift " + place + ", manifests: 'k8s'"));
        jenkins.assertLogContains("other", fail("gitopsSync " + place + ", manifests: 'k8s'"));

        Shop.staging().setAllowDelete(true);
        WorkflowRun build = succeed(DELETE + ", file: 'services'");

        jenkins.assertLogContains("The message of the commit is the environment's: ", build);
        StepReport stored = BuildFacts.of(build).reports().get(0);
        assertThat(shop.repository.git("log", "-1", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly)", "main"))
                .contains(stored.id().orElseThrow());
        assertThat(UnfinishedIndex.ofRemovals().all()).isEmpty();
        assertThat(kubectl("get", "deployments", "-o", "name")).isEmpty();
    }

    /** As after a kill: the build has ended, and nobody ended its removal. */
    @Test
    void a_removal_whose_build_could_not_go_on_ends_as_failed() throws Exception {
        WorkflowRun build = succeed("echo 'x'");
        DeployId id = DeployId.next(Instant.now(), new SecureRandom());
        BuildFacts.of(build).put(StepReport.removal("9", Instant.now(), new DeliveryTarget("shop", "staging"), id));
        UnfinishedIndex.ofRemovals().add(id, build);

        LostRemovals.check();

        StepReport ended = BuildFacts.of(build).report("9").orElseThrow();
        assertThat(ended.state()).isEqualTo(StepReport.State.FAILED);
        assertThat(ended.text())
                .contains(
                        "the build could not go on",
                        "-> Delete again. Something may be gone already; to delete again goes on from there (without confirm");
        assertThat(UnfinishedIndex.ofRemovals().all()).isEmpty();
    }

    @Test
    void of_many_comparisons_the_newest_are_kept_whole() throws Exception {
        WorkflowRun build = succeed("echo 'x'");
        for (int i = 0; i < 102; i++) {
            BuildFacts.of(build)
                    .put(StepReport.drift(
                            "n" + i,
                            StepReport.State.DRIFTED,
                            Instant.now(),
                            new DeliveryTarget("shop", "staging"),
                            "1 changed",
                            "all of it",
                            "ab".repeat(20)));
        }

        assertThat(BuildFacts.of(build).reports())
                .hasSize(102)
                .extracting(StepReport::text)
                .startsWith("1 changed", "1 changed", "all of it")
                .endsWith("all of it");
    }

    /** The environment lets steps delete while it is asked, and not any more when its turn comes. */
    @Test
    void a_removal_waits_for_its_turn_ends_at_once_by_an_abort_and_asks_again_what_it_may() throws Exception {
        Shop.staging().setAllowDelete(true);
        DeployRequest place =
                BuildFacts.of(job.getLastBuild()).deliveries().get(0).request();
        WorkflowRun build = succeed("echo 'x'");
        List<RemovalEnd> ends = new CopyOnWriteArrayList<>();
        List<String> lines = new CopyOnWriteArrayList<>();
        DeliveryService service = DeliveryService.get();
        ActiveRemoval first = removal(build, place, ends, lines, () -> {
            throw new GitopsException("Not allowed any more", "Ask");
        });
        service.remove(first);
        Eventually.eventually("its end").until(() -> ends.size() == 1);
        assertThat(ends.get(0).text()).startsWith("Not allowed any more");

        CountDownLatch held = new CountDownLatch(1);
        service.remove(removal(build, place, ends, lines, () -> {
            held.await();
            throw new GitopsException("Held", "Go on");
        }));
        ActiveRemoval queued = removal(build, place, ends, lines, () -> {});
        service.remove(queued);
        Eventually.eventually("a wait").until(() -> lines.stream().anyMatch(line -> line.startsWith("Waiting for ")));
        service.stop(queued, "carol");
        Eventually.eventually("its end").until(() -> ends.size() == 2);
        assertThat(ends.get(1).text()).isEqualTo("Aborted by carol: nothing was removed");
        held.countDown();
        Eventually.eventually("the last").until(() -> ends.size() == 3);
        assertThat(shop.running()).isNotEmpty();
    }

    @Test
    void an_aborted_removal_names_what_is_left_and_the_same_step_finishes_it() throws Exception {
        int commits = shop.commits();
        Shop.staging().setAllowDelete(true);
        hold();
        WorkflowRun build = begin(DELETE);
        awaitLog(build, "Deleting Deployment " + shop.namespace + "/shop");

        build.getExecutor().interrupt();

        jenkins.waitForCompletion(build);
        jenkins.assertBuildStatus(Result.ABORTED, build);
        jenkins.assertLogContains("something may be gone already", build);
        jenkins.assertLogContains("not removed yet: Deployment " + shop.namespace + "/shop", build);
        jenkins.assertLogContains("-> Delete again: it goes on from there", build);
        assertThat(BuildFacts.of(build).reports().get(0).state()).isEqualTo(StepReport.State.ABORTED);
        assertThat(UnfinishedIndex.ofRemovals().all()).isEmpty();

        letGo();
        succeed("assert (" + DELETE.replace("gitopsDelete ", "gitopsDelete(") + ")).outcome == 'removed'");
        assertThat(kubectl("get", "deployments,configmaps", "-o", "name"))
                .doesNotContain("deployment", "gitops.shop.staging");
        // Each step says so by a commit of its own: trailers can be written by others, and confirm nothing.
        assertThat(shop.commits()).isEqualTo(commits + 2);
    }

    /** As after a restart: the same id again, and what was the newest when it began. */
    @Test
    void a_removal_goes_on_with_its_own_commit_and_not_over_a_later_delivery() throws Exception {
        int commits = shop.commits();
        DeployRequest place =
                BuildFacts.of(job.getLastBuild()).deliveries().get(0).request();
        String deploy = "gitopsDeploy environment: 'staging', manifests: 'k8s', releaseHold: true, images: ['"
                + shop.running() + "']";
        String newest = shop.repository.git("rev-parse", "main").strip();
        Shop.staging().setAllowDelete(true);
        hold();
        WorkflowRun build = succeed("echo 'x'");
        List<RemovalEnd> ends = new CopyOnWriteArrayList<>();
        List<String> lines = new CopyOnWriteArrayList<>();
        DeployId id = DeployId.next(Instant.now(), new SecureRandom());
        ActiveRemoval killed = removal(build, place, id, Optional.empty(), ends, lines, () -> {});
        DeliveryService.get().remove(killed);
        Eventually.eventually("a deletion").until(() -> lines.stream().anyMatch(line -> line.startsWith("Deleting ")));
        DeliveryService.get().stop(killed, "a kill");
        Eventually.eventually("its end").until(() -> ends.size() == 1);
        letGo();

        DeliveryService.get().remove(removal(build, place, id, Optional.of(newest), ends, lines, () -> {}));

        Eventually.eventually("its end").until(() -> ends.size() == 2);
        assertThat(ends.get(1).outcome()).as(ends.get(1).text()).isEqualTo(Outcome.HEALTHY);
        assertThat(shop.commits()).isEqualTo(commits + 1);

        succeed(deploy);
        DeliveryService.get().remove(removal(build, place, id, Optional.of(newest), ends, lines, () -> {}));

        Eventually.eventually("its end").until(() -> ends.size() == 3);
        assertThat(ends.get(2).outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(ends.get(2).text())
                .contains("while Jenkins did not run, so nothing more was removed", "-> Delete again");
        assertThat(shop.running()).contains("@sha256:");
    }

    @Test
    void objects_of_the_whole_cluster_go_only_where_the_environment_allows_them() throws Exception {
        String name = "reads-" + shop.namespace;
        shop.repository.commit(
                "main",
                "A role of the whole cluster",
                Map.of(
                        "k8s/role.yaml",
                        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: " + name
                                + "}\nrules: []\n"));
        Shop.staging().setClusterScoped(true);
        Shop.staging().setAllowDelete(true);
        succeed("gitopsDeploy environment: 'staging', manifests: 'k8s', allowNewerManifests: true, images: ['"
                + shop.running() + "']");

        Shop.staging().setClusterScoped(false);
        WorkflowRun narrow = succeed(DELETE);

        jenkins.assertLogContains("= ClusterRole " + name + " stays: ", narrow);
        assertThat(kubectl("get", "clusterroles", "-o", "name")).contains(name);
        assertThat(kubectl("get", "deployments", "-o", "name")).isEmpty();

        Shop.staging().setClusterScoped(true);
        WorkflowRun whole = succeed(DELETE);
        jenkins.assertLogContains("- ClusterRole " + name, whole);
        assertThat(kubectl("get", "clusterroles", "-o", "name")).doesNotContain(name);
        assertThat(kubectl("get", "configmaps", "-o", "name")).doesNotContain("gitops.shop.staging");
    }

    @Test
    void a_delivery_that_is_asked_for_during_a_removal_waits_for_its_end() throws Exception {
        String deploy = "gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['" + shop.running() + "']";
        int commits = shop.commits();
        Shop.staging().setAllowDelete(true);
        hold();
        WorkflowRun removing = begin(DELETE);
        awaitLog(removing, "Deleting Deployment " + shop.namespace + "/shop");

        WorkflowRun delivering = begin(deploy);

        awaitLog(delivering, "Waiting for " + removing.getFullDisplayName() + ", which removes shop");
        assertThat(shop.commits()).isEqualTo(commits + 1);
        assertThat(removing.isBuilding()).isTrue();
        letGo();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(removing));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(delivering));
        assertThat(shop.running()).contains("@sha256:");
        assertThat(kubectl("get", "configmaps", "-o", "name")).contains("gitops.shop.staging");
    }

    /** Keeps the Deployment from going, so that a removal is under way until {@link #letGo}. */
    private void hold() {
        kubectl("patch", "deployment/shop", "-p", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
    }

    private void letGo() {
        kubectl("patch", "deployment/shop", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    private WorkflowRun begin(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void awaitLog(WorkflowRun build, String text) {
        Eventually.eventually(text).until(() -> JenkinsRule.getLog(build).contains(text));
    }

    private interface Due {
        void due() throws InterruptedException;
    }

    private ActiveRemoval removal(
            WorkflowRun build, DeployRequest place, List<RemovalEnd> ends, List<String> lines, Due due) {
        DeployId id = DeployId.next(Instant.now(), new SecureRandom());
        return removal(build, place, id, Optional.empty(), ends, lines, due);
    }

    private ActiveRemoval removal(
            WorkflowRun build,
            DeployRequest place,
            DeployId id,
            Optional<String> begunAfter,
            List<RemovalEnd> ends,
            List<String> lines,
            Due due) {
        RemovalRequest request = new RemovalRequest(
                place.target(),
                place.remote(),
                shop.namespace,
                Set.of(),
                place.author(),
                CommitFormat.USUAL,
                Duration.ofSeconds(20));
        ActiveRemoval.Watcher watcher = new ActiveRemoval.Watcher() {
            @Override
            public void due() throws InterruptedException {
                due.due();
            }

            @Override
            public void line(String line) {
                lines.add(line);
            }

            @Override
            public void begun(String newest) {}

            @Override
            public void committed(Revision commit) {}

            @Override
            public void ended(RemovalEnd end) {
                ends.add(end);
            }
        };
        return new ActiveRemoval(build, place, request, id, begunAfter, watcher);
    }

    private WorkflowRun succeed(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertSuccess(job);
    }

    private WorkflowRun fail(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogNotContains("\tat ", build);
        return build;
    }

    private String page(WorkflowRun build) throws Exception {
        return jenkins.createWebClient()
                .getPage(build, "gitops")
                .getDocumentElement()
                .getTextContent();
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(shop.namespace, arguments).succeeded();
    }
}
