package io.jenkins.plugins.gitops.pages;

import hudson.Extension;
import hudson.Util;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.branches.DeliveryBranches;
import io.jenkins.plugins.gitops.branches.EnvironmentPast;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.builds.UnreadableRecord;
import io.jenkins.plugins.gitops.deliveries.JudgedByPerson;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.GitopsPermissions;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.POST;

/**
 * The page that shows what a build built, tested and delivered, its summary on the build's own page, and its part of {@code
 * api/json}. It is a view of {@link BuildFacts}, is made for each request, and is never stored.
 */
@ExportedBean(defaultVisibility = 2)
public class GitopsRunAction implements Action {

    private static final Logger LOGGER = Logger.getLogger(GitopsRunAction.class.getName());

    /** Where the JUnit plugin has its page. */
    private static final String TEST_REPORT = "testReport";

    /** A branch that was read so long ago is read again. */
    private static final Duration MARKS_AGE = Duration.ofMinutes(10);

    private final Run<?, ?> run;
    private final BuildFacts facts;
    private List<EnvironmentPast> past;

    GitopsRunAction(Run<?, ?> run, BuildFacts facts) {
        this.run = run;
        this.facts = facts;
    }

    /** The images that were built. */
    @Exported(name = "images")
    public List<BuiltImage> getBuiltImages() {
        try {
            CommitLinks links = CommitLinks.of(run.getParent());
            return facts.builds().stream()
                    .map(built -> new BuiltImage(built, links))
                    .toList();
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "What " + run + " built cannot be read");
            return List.of();
        }
    }

    /** The tests' results; null when none ran. */
    @Exported(name = "tests")
    public TestCounts getTestCounts() {
        try {
            return facts.tests().map(TestCounts::new).orElse(null);
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "The test results of " + run + " cannot be read");
            return null;
        }
    }

    /** Whether the JUnit plugin shows the tests of this build, on a page beside this one. */
    public boolean isTestReport() {
        return run.getAllActions().stream().anyMatch(action -> TEST_REPORT.equals(action.getUrlName()));
    }

    /** The deliveries that can be read, oldest first, also those whose step has not added them yet. */
    @Exported
    public List<DeliveryView> getDeliveries() {
        CommitLinks links = CommitLinks.of(run.getParent());
        BuildRef build = new BuildRef(run.getNumber(), run.getUrl());
        return facts.stored().records().stream()
                .map(record -> new DeliveryView(record, build, links))
                .toList();
    }

    /** The steps that began no delivery: plans that were only shown, and refusals. */
    @Exported
    public List<NotDeliveredView> getNotDelivered() {
        try {
            return facts.notDelivered().stream().map(NotDeliveredView::new).toList();
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "What " + run + " did not deliver cannot be read");
            return List.of();
        }
    }

    /** What steps compared and removed. */
    @Exported
    public List<StepReportView> getReports() {
        try {
            return facts.reports().stream().map(StepReportView::new).toList();
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "What " + run + " compared and removed cannot be read");
            return List.of();
        }
    }

    /** The deliveries whose record cannot be read. */
    @Exported
    public List<UnreadableRecord> getUnreadable() {
        return facts.stored().unreadable();
    }

    /** For a page without deliveries. */
    public String getNothingText() {
        return run.isBuilding() ? Messages.GitopsRunAction_nothingYet() : Messages.GitopsRunAction_nothing();
    }

    /** What people said of these deliveries, as far as their branches were read. Not in lists of builds. */
    @Exported(visibility = 1)
    public List<MarkView> getMarks() {
        return getDeliveries().stream().flatMap(each -> marks(each).stream()).toList();
    }

    /** What people said of one of them. From memory; the branch is read in the background when that was long ago. */
    public List<MarkView> marks(DeliveryView delivery) {
        DeployRecord record = delivery.record();
        return past().stream()
                .filter(each -> each.environment().equals(delivery.getEnvironment())
                        && each.remote().equals(record.request().remote()))
                .flatMap(each -> each.past().stream())
                .flatMap(past -> past.marks(record.id()).stream())
                .map(MarkView::new)
                .toList();
    }

    /** Looked up once: each request has an action of its own. */
    private List<EnvironmentPast> past() {
        if (past == null) {
            past = DeliveryBranches.get().past(run.getParent(), MARKS_AGE);
        }
        return past;
    }

    /** Whether the user may say something of a delivery; it is checked again when he does. */
    public boolean mayMark(DeliveryView delivery) {
        return delivery.record().finished()
                && delivery.record().commit().isPresent()
                && EnvironmentAccess.mayJudge(delivery.getEnvironment(), run.getParent());
    }

    /**
     * Marks a delivery of this build for the figures, by an empty commit on its branch.
     *
     * @param delivery its deploy id
     * @param kind {@code failed}, {@code hotfix} or {@code none}
     * @param reason why
     */
    @POST
    public HttpResponse doMark(
            @QueryParameter String delivery, @QueryParameter String kind, @QueryParameter String reason)
            throws InterruptedException {
        run.getParent().checkPermission(GitopsPermissions.DEPLOY);
        DeployRecord record = facts.stored().records().stream()
                .filter(each -> each.id().value().equals(delivery))
                .findFirst()
                .orElseThrow(() -> new Failure(Messages.GitopsRunAction_noDelivery()));
        DeliveryMark.Kind said = Arrays.stream(DeliveryMark.Kind.values())
                .filter(each -> each.word().equals(kind))
                .findFirst()
                .orElseThrow(() -> new Failure(Messages.GitopsRunAction_noMark()));
        try {
            MarkedDelivery marked = JudgedByPerson.mark(run, record, said, Util.fixNull(reason));
            DeliveryBranches.get()
                    .marked(run.getParent(), record.request().target().environment(), marked);
        } catch (GitopsException e) {
            throw new Failure(EntryChecks.text(e));
        }
        return HttpResponses.redirectTo("./#" + record.id());
    }

    /** Serves {@code api/json} and the other formats, for reading. */
    public Api getApi() {
        return new Api(this);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public String getIconFileName() {
        return "symbol-rocket-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.GitopsRunAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "gitops";
    }

    /** Adds the page to each build that has something to show. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return GitopsRunAction.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run target) {
            Run<?, ?> run = target;
            return Util.filter(target.getActions(), BuildFacts.class).stream()
                    .map(facts -> new GitopsRunAction(run, facts))
                    .toList();
        }
    }
}
