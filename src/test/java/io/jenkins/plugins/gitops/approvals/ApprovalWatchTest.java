package io.jenkins.plugins.gitops.approvals;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.metrics.MetricSample;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.monitoring.DeliveryTally;
import io.jenkins.plugins.gitops.pages.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** Builds that wait at the Pipeline step {@code input}. */
@WithSharedJenkins
class ApprovalWatchTest {

    private final Told told = new Told();

    @TempDir
    private Path folder;

    @AfterEach
    void stopListening() {
        ExtensionList.lookup(ApprovalListener.class).remove(told);
    }

    /** A job that may deliver shop to staging and production, and its build that waits at a question. */
    private WorkflowRun waiting(JenkinsRule jenkins, String question) throws Exception {
        GitopsConfiguration.get()
                .setEnvironments(Stream.of("staging", "production", "other")
                        .map(ApprovalWatchTest::environment)
                        .toList());
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        GitopsJobProperty property = new GitopsJobProperty();
        property.setApplication("shop");
        property.setEnvironments("staging, production");
        job.addProperty(property);
        ApprovalWatch.get().look();
        ExtensionList.lookup(ApprovalListener.class).add(told);
        return start(job, question);
    }

    private static WorkflowRun start(WorkflowJob job, String question) throws Exception {
        job.setDefinition(new CpsFlowDefinition("input message: '" + question + "', id: 'Go'", true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        eventually("it waits")
                .until(() -> input(build).isPresent() && hasTime(input(build).get()));
        return build;
    }

    private static boolean hasTime(InputStepExecution input) throws Exception {
        return input.getContext().get(FlowNode.class).getAction(TimingAction.class) != null;
    }

    private static Optional<InputStepExecution> input(WorkflowRun build) throws Exception {
        InputAction action = build.getAction(InputAction.class);
        return action == null ? Optional.empty() : Optional.ofNullable(action.getExecution("Go"));
    }

    private static EnvironmentEntry environment(String name) {
        EnvironmentEntry entry = new EnvironmentEntry(name);
        entry.setAllowedJobs(name.equals("other") ? "elsewhere" : "shop");
        return entry;
    }

    @Test
    void what_waits_is_told_once_counted_and_shown_with_a_link_until_somebody_answers(JenkinsRule jenkins)
            throws Exception {
        WorkflowRun build = waiting(jenkins, "Deliver <b>1.4</b> to production?");

        ApprovalWatch.get().look();
        ApprovalWatch.get().look();

        assertThat(told.lines).containsExactly("shop in production waits");
        PendingApproval asked = told.approvals.get(0);
        assertThat(asked.question()).isEqualTo("Deliver <b>1.4</b> to production?");
        assertThat(asked.page()).isEqualTo(jenkins.getURL() + build.getUrl() + "input/");
        assertThat(metrics())
                .containsEntry("gitops_approvals_waiting[shop, production]", 1.0)
                .containsEntry(
                        "gitops_approvals_oldest_timestamp_seconds[shop, production]",
                        asked.since().toEpochMilli() / 1000.0);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            var page = client.getPage(build.getParent());
            assertThat(page.asNormalizedText())
                    .contains("Waits for an approval", "shop in production", "Deliver <b>1.4</b> to production?");
            assertThat(page.getAnchorByText("Answer build #1").getHrefAttribute())
                    .endsWith(build.getUrl() + "input/");
            assertThat(client.goTo(build.getUrl() + "input/").asNormalizedText())
                    .contains("to production?");
            assertThat(client.goTo(build.getParent().getUrl() + "gitops/api/json?depth=2", "application/json")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("\"targets\":[\"shop in production\"]");
        }

        try (ACLContext ada = ACL.as(User.getById("ada", true))) {
            input(build).orElseThrow().proceed((Map<String, Object>) null);
        }
        jenkins.waitForCompletion(build);
        ApprovalWatch.get().look();

        assertThat(told.lines).containsExactly("shop in production waits", "shop in production approved by ada");
        assertThat(told.approvals).extracting(PendingApproval::id).containsOnly(asked.id());
        assertThat(metrics()).isEmpty();
        assertThat(ApprovalWatch.get().waiting()).isEmpty();
    }

    @Test
    void what_is_rejected_aborted_or_deleted_was_not_approved(JenkinsRule jenkins) throws Exception {
        WorkflowRun rejected = waiting(jenkins, "Deliver to staging?");
        WorkflowRun aborted = start(rejected.getParent(), "Now?");
        ApprovalWatch.get().look();
        assertThat(told.lines)
                .containsExactlyInAnyOrder(
                        "shop in staging waits", "shop in staging waits", "shop in production waits");
        told.lines.clear();

        try (ACLContext bob = ACL.as(User.getById("bob", true))) {
            input(rejected).orElseThrow().doAbort();
        }
        aborted.doStop();
        jenkins.waitForCompletion(rejected);
        jenkins.waitForCompletion(aborted);
        aborted.delete();
        ApprovalWatch.get().look();

        assertThat(told.lines)
                .containsExactlyInAnyOrder(
                        "shop in staging not approved by bob",
                        "shop in staging not approved by nobody",
                        "shop in production not approved by nobody");
    }

    @Test
    void a_restart_tells_nothing_twice_and_what_ended_meanwhile(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = waiting(jenkins, "Deliver to production?");
        WaitingBuilds file = new WaitingBuilds(folder.resolve("approvals.json"));
        // That one would tell it as well.
        synchronized (ApprovalWatch.get()) {
            told.lines.clear();
            new ApprovalWatch(file).look();
            assertThat(told.lines).containsExactly("shop in production waits");

            ApprovalWatch restarted = new ApprovalWatch(file);
            assertThat(restarted.waiting()).hasSize(1);
            restarted.look();
            assertThat(told.lines).hasSize(1);
            input(build).orElseThrow().proceed((Map<String, Object>) null);
            jenkins.waitForCompletion(build);
            new ApprovalWatch(file).look();

            assertThat(told.lines).last().isEqualTo("shop in production approved by SYSTEM");
        }
        Files.writeString(folder.resolve("approvals.json"), "{\"format\": 7}");
        assertThat(new ApprovalWatch(file).waiting()).isEmpty();
    }

    @Test
    void a_question_is_about_what_it_names_else_about_what_the_build_has_not_delivered_yet(JenkinsRule jenkins)
            throws Exception {
        WorkflowRun build = waiting(jenkins, "Now?");
        WorkflowJob job = build.getParent();

        assertThat(targets(build, "Go on?")).containsExactly("shop in production", "shop in staging");
        assertThat(targets(build, "Is Staging well?")).containsExactly("shop in staging");
        assertThat(targets(build, "pre-production, other and staging2?"))
                .containsExactly("shop in production", "shop in staging");
        Samples.deliver(build, Samples.record("healthy", Instant.now()));
        assertThat(targets(build, "Go on?")).containsExactly("shop in production");
        assertThat(targets(build, "Keep it in staging?")).containsExactly("shop in staging");

        job.removeProperty(GitopsJobProperty.class);
        assertThat(targets(build, "Keep it?")).containsExactly("shop in staging");
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void of_one_build_only_so_many_questions_are_told(JenkinsRule jenkins) throws Exception {
        WorkflowRun first = waiting(jenkins, "Deliver to production?");
        first.doStop();
        WorkflowJob job = first.getParent();
        job.setDefinition(new CpsFlowDefinition(
                "def all = [:]\n"
                        + "for (int i = 0; i < 22; i++) { def id = 'Go' + i; all[id] = "
                        + "{ input message: 'Deliver to production?', id: id } }\n"
                        + "parallel all",
                true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        eventually("all wait").until(() -> {
            InputAction action = build.getAction(InputAction.class);
            return action != null && action.getExecutions().size() == 22;
        });
        ApprovalWatch.get().look();
        ApprovalWatch.get().look();

        assertThat(ApprovalWatch.get().waiting(job))
                .filteredOn(waiting -> waiting.number() == build.getNumber())
                .hasSize(ApprovalWatch.MOST_QUESTIONS);
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void what_a_listener_could_not_keep_it_is_told_again(JenkinsRule jenkins) throws Exception {
        told.failures.set(1);
        WorkflowRun build = waiting(jenkins, "Deliver to production?");

        eventually("it is told again").untilAsserted(() -> {
            ApprovalWatch.get().look();
            assertThat(told.lines).containsExactly("shop in production waits");
        });
        assertThat(told.failures).hasValue(0);
        told.failures.set(1);
        build.doStop();
        jenkins.waitForCompletion(build);
        ApprovalWatch.get().look();
        ApprovalWatch.get().look();
        assertThat(told.lines).last().isEqualTo("shop in production not approved by nobody");
    }

    @Test
    void one_faulty_build_holds_up_no_other(JenkinsRule jenkins) throws Exception {
        WorkflowRun faulty = waiting(jenkins, "Deliver to staging?");
        QuestionSource source = new QuestionSource() {
            @Override
            public Optional<List<OpenQuestion>> open(Run<?, ?> build) {
                if (build.equals(faulty)) {
                    throw new IllegalStateException("a fault");
                }
                return Optional.of(List.of());
            }

            @Override
            public Optional<PendingApproval.Answer> answer(Run<?, ?> build, String node) {
                return Optional.empty();
            }
        };
        synchronized (ApprovalWatch.get()) {
            ExtensionList.lookup(QuestionSource.class).add(source);
            try {
                told.lines.clear();
                WorkflowRun other = start(faulty.getParent(), "Deliver to production?");
                ApprovalWatch.get().look();

                assertThat(told.lines).containsExactly("shop in production waits");
                other.doStop();
                faulty.doStop();
                jenkins.waitForCompletion(other);
                jenkins.waitForCompletion(faulty);
            } finally {
                ExtensionList.lookup(QuestionSource.class).remove(source);
            }
        }
    }

    @Test
    void the_end_is_told_of_a_job_that_is_deleted(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = waiting(jenkins, "Deliver to production?");
        synchronized (ApprovalWatch.get()) {
            ApprovalWatch.get().look();
            build.getParent().delete();
            ApprovalWatch.get().look();
        }

        endedWithTheSameId();
    }

    /** Jenkins renames no job while it builds. */
    @Test
    void the_end_is_told_of_a_job_that_has_another_name_since(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = waiting(jenkins, "Deliver to production?");
        synchronized (ApprovalWatch.get()) {
            ApprovalWatch.get().look();
            build.doStop();
            jenkins.waitForCompletion(build);
            build.getParent().renameTo("moved");
            ApprovalWatch.get().look();
        }

        endedWithTheSameId();
        assertThat(told.approvals.get(1).build()).endsWith("job/moved/1/");
    }

    private void endedWithTheSameId() {
        assertThat(told.lines).containsExactly("shop in production waits", "shop in production not approved by nobody");
        assertThat(told.approvals)
                .extracting(PendingApproval::id)
                .containsOnly(told.approvals.get(0).id());
    }

    @Test
    void a_build_that_has_nothing_to_do_with_deliveries_is_not_told(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = waiting(jenkins, "Deliver to production?");
        build.getParent().removeProperty(GitopsJobProperty.class);

        ApprovalWatch.get().look();

        assertThat(targets(build, "Deliver to production?")).isEmpty();
        assertThat(told.lines).isEmpty();
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    private static List<String> targets(WorkflowRun build, String question) {
        return ApprovalTargets.of(build, new OpenQuestion("5", "Go", question, Instant.now())).stream()
                .map(DeliveryTarget::toString)
                .toList();
    }

    private static Map<String, Double> metrics() {
        return DeliveryTally.approvals().stream()
                .flatMap(family -> family.samples().stream())
                .collect(Collectors.toMap(sample -> sample.name() + sample.labelValues(), MetricSample::value));
    }

    /** What a listener is told. */
    private static final class Told implements ApprovalListener {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<PendingApproval> approvals = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public void changed(Job<?, ?> job, DeliveryTarget target, PendingApproval approval) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new UncheckedIOException(new IOException("the disk is full"));
            }
            approvals.add(approval);
            lines.add(target + " "
                    + approval.answer()
                            .map(answer -> (answer.approved() ? "approved by " : "not approved by ")
                                    + answer.by().orElse("nobody"))
                            .orElse("waits"));
        }
    }
}
