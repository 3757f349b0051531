package io.jenkins.plugins.gitops.builds;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.RunAction2;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What a build built, tested and delivered, as data without a page. It is stored in the build's XML as JSON texts, since XStream
 * cannot read records. The deliveries themselves are files in the build's folder. A text that cannot be read throws an
 * {@link UncheckedIOException}.
 */
public class BuildFacts extends InvisibleAction implements RunAction2 {

    /** Reads builds that were saved under an older name of this class. */
    @Initializer(before = InitMilestone.PLUGINS_STARTED)
    @Restricted(NoExternalUse.class)
    public static void readOlderBuilds() {
        Run.XSTREAM2.addCompatibilityAlias("io.jenkins.plugins.gitops.history.GitopsRunAction", BuildFacts.class);
    }

    static final int WHOLE_REPORTS = 100;

    // Replaced, never changed in place: the build may be saved by another thread at any time.
    private volatile List<String> builds = new ArrayList<>();
    private volatile String tests;
    private volatile List<String> tested = new ArrayList<>();
    private volatile List<String> stageTests = new ArrayList<>();
    private volatile String restarted;
    private volatile List<String> deliveries = new ArrayList<>();
    private volatile List<String> notDelivered = new ArrayList<>();
    private volatile List<String> reports = new ArrayList<>();
    private transient Run<?, ?> run;

    /** The facts of a build. They are added to the build when it has none yet. */
    public static synchronized BuildFacts of(Run<?, ?> run) {
        BuildFacts there = run.getAction(BuildFacts.class);
        if (there != null) {
            return there;
        }
        BuildFacts made = new BuildFacts();
        run.addAction(made);
        return made;
    }

    /** Where a build's deliveries are kept. */
    public static RecordStore records(Run<?, ?> run) {
        return new BuildRecords(run).store();
    }

    /**
     * Adds an image. It replaces one of the same name and tag, since a step may be repeated, or resumed after a crash.
     */
    public synchronized void add(BuildResult built) {
        List<String> others = new ArrayList<>();
        for (BuildResult before : builds()) {
            if (!sameTag(before.image(), built.image())) {
                others.add(write(before));
            }
        }
        builds = with(others, write(built));
        save();
    }

    private static boolean sameTag(ImageReference one, ImageReference other) {
        return one.name().equals(other.name()) && one.tag().equals(other.tag());
    }

    /** Adds test results to those of earlier test blocks of this build. */
    public synchronized void add(TestReport report) {
        tests = write(tests().map(before -> before.plus(report)).orElse(report));
        save();
    }

    /**
     * Adds the test results of a block once, also when the block is resumed after a crash.
     *
     * @param node the block's flow node id
     */
    public synchronized void add(String node, StageTests block) {
        if (!tested.contains(node)) {
            tested = with(tested, node);
            stageTests = with(stageTests, write(block));
            add(block.report());
        }
    }

    /** What a build takes over that restarts this one: also what this one had taken over, and has not done again. */
    RestartedFrom toRestart() {
        List<BuildResult> images = new ArrayList<>(takenImages());
        List<StageTests> blocks = new ArrayList<>(takenTests());
        List<Integer> origins = new ArrayList<>(images.isEmpty() && blocks.isEmpty() ? List.of() : restartedBuilds());
        origins.add(run.getNumber());
        images.addAll(builds());
        if (stageTests.size() < tested.size()) {
            // An older version stored the sum alone, of some blocks or of all.
            tests().ifPresent(sum -> blocks.add(new StageTests("", sum, EnvironmentAccess.source(run))));
        } else {
            blocks.addAll(stageTests());
        }
        return new RestartedFrom(origins, images, blocks);
    }

    synchronized void restart(RestartedFrom before) {
        restarted = write(before);
        save();
    }

    /** The numbers of the builds that did what this one takes over; the last is the one that it restarts from a stage. */
    public List<Integer> restartedBuilds() {
        return restartedFrom().map(RestartedFrom::origins).orElse(List.of());
    }

    /** The images of the build that this one restarts, but for those that this one has built again. */
    public List<BuildResult> takenImages() {
        List<BuildResult> own = builds();
        return restartedFrom().map(RestartedFrom::builds).orElse(List.of()).stream()
                .filter(image -> own.stream()
                        .noneMatch(again ->
                                again.image().name().equals(image.image().name())))
                .toList();
    }

    /** The test results of the build that this one restarts, but for those of stages in which this one has tested again. */
    public List<StageTests> takenTests() {
        List<StageTests> own = stageTests();
        return restartedFrom().map(RestartedFrom::tests).orElse(List.of()).stream()
                .filter(block -> own.stream().noneMatch(again -> again.stage().equals(block.stage())))
                .toList();
    }

    private Optional<RestartedFrom> restartedFrom() {
        return Optional.ofNullable(restarted).map(text -> read(text, RestartedFrom.class));
    }

    private List<StageTests> stageTests() {
        return stageTests.stream().map(text -> read(text, StageTests.class)).toList();
    }

    /** Adds a delivery, unless it is there already. */
    public synchronized void add(DeployId id) {
        if (!deliveries.contains(id.value())) {
            deliveries = with(deliveries, id.value());
            save();
        }
    }

    public synchronized void add(NotDelivered step) {
        notDelivered = with(notDelivered, write(step));
        save();
        RefusedSteps.write(run.getRootDir().toPath(), notDelivered());
    }

    /**
     * Adds what a step did, or replaces what was known of it before. It is on the disk when this returns. All of what it said
     * stays of the newest {@value #WHOLE_REPORTS}, since a loop may compare for days; of older ones their summary.
     */
    public synchronized void put(StepReport report) {
        List<StepReport> others = reports().stream()
                .filter(before -> !before.node().equals(report.node()))
                .toList();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            StepReport each = others.get(i);
            boolean old = others.size() - i >= WHOLE_REPORTS && !each.isRunning();
            kept.add(write(old ? each.withoutDetails() : each));
        }
        reports = with(kept, write(report));
        save();
    }

    /** What steps did that make no delivery, in the order in which they ended. */
    public List<StepReport> reports() {
        return reports.stream().map(text -> read(text, StepReport.class)).toList();
    }

    /** What a step did, or had begun when Jenkins stopped. */
    public Optional<StepReport> report(String node) {
        return reports().stream().filter(each -> each.node().equals(node)).findFirst();
    }

    public List<BuildResult> builds() {
        return builds.stream().map(text -> read(text, BuildResult.class)).toList();
    }

    public Optional<TestReport> tests() {
        return Optional.ofNullable(tests).map(text -> read(text, TestReport.class));
    }

    /** The records of this build's deliveries, oldest first. */
    public List<DeployRecord> deliveries() {
        RecordStore store = records(run);
        return deliveries.stream().map(id -> store.read(new DeployId(id))).toList();
    }

    /** What began no delivery: plans that were only shown, and refusals. */
    public List<NotDelivered> notDelivered() {
        return notDelivered.stream().map(text -> read(text, NotDelivered.class)).toList();
    }

    /** The records of all deliveries in the build's folder, also those whose step has not added them yet. */
    public BuildDeliveries stored() {
        Path folder = run.getRootDir().toPath().resolve(BuildRecords.FOLDER);
        return BuildDeliveries.read(folder, deliveries, records(run)::read);
    }

    private void save() {
        try {
            run.save();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> before, String more) {
        List<String> all = new ArrayList<>(before);
        all.add(more);
        return all;
    }

    private static String write(Object value) {
        try {
            return RecordJson.MAPPER.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return RecordJson.MAPPER.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A build.xml in which a list is missing still loads. */
    private Object readResolve() {
        if (builds == null) {
            builds = new ArrayList<>();
        }
        if (tested == null) {
            tested = new ArrayList<>();
        }
        if (stageTests == null) {
            stageTests = new ArrayList<>();
        }
        if (deliveries == null) {
            deliveries = new ArrayList<>();
        }
        if (notDelivered == null) {
            notDelivered = new ArrayList<>();
        }
        if (reports == null) {
            reports = new ArrayList<>();
        }
        return this;
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }
}
