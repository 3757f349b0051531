package io.jenkins.plugins.gitops.history;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.TestReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.RunAction2;

/**
 * What a build built, tested and delivered. Kept in the build's XML as texts of our own JSON (XStream cannot read
 * records); the deliveries themselves are files in the build's folder.
 */
public class GitopsRunAction implements RunAction2 {

    private final List<String> builds = new ArrayList<>();
    private String tests;
    private final List<String> deliveries = new ArrayList<>();
    private transient Run<?, ?> run;

    /** The action of a build; made when it is not there. */
    public static synchronized GitopsRunAction of(Run<?, ?> run) {
        GitopsRunAction there = run.getAction(GitopsRunAction.class);
        if (there != null) {
            return there;
        }
        GitopsRunAction made = new GitopsRunAction();
        run.addAction(made);
        return made;
    }

    /** Where a build's deliveries are kept. */
    public static RecordStore records(Run<?, ?> run) {
        return new RecordStore(run.getRootDir().toPath().resolve("gitops"));
    }

    public synchronized void add(BuildResult built) {
        builds.add(write(built));
        save();
    }

    /** Adds to what earlier test blocks of this build said. */
    public synchronized void add(TestReport report) {
        tests = write(tests().map(before -> before.plus(report)).orElse(report));
        save();
    }

    public synchronized void add(DeployId id) {
        deliveries.add(id.value());
        save();
    }

    public synchronized List<BuildResult> builds() {
        return builds.stream().map(text -> read(text, BuildResult.class)).toList();
    }

    public synchronized Optional<TestReport> tests() {
        return Optional.ofNullable(tests).map(text -> read(text, TestReport.class));
    }

    /** The records of this build's deliveries, oldest first. */
    public synchronized List<DeployRecord> deliveries() {
        RecordStore store = records(run);
        return deliveries.stream().map(id -> store.read(new DeployId(id))).toList();
    }

    private void save() {
        try {
            run.save();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Deliveries";
    }

    @Override
    public String getUrlName() {
        return "gitops";
    }
}
