package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code gitopsDrift} returns to the script. */
public final class DriftResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String application;
    private final String environment;
    private final String delivery;
    private final String commit;
    private final String summary;
    private final boolean drifted;
    private final ArrayList<DriftedObject> objects;

    private DriftResult(DriftReport report) {
        application = report.target().application();
        environment = report.target().environment();
        delivery = report.delivery().value();
        commit = report.revision().id();
        summary = report.drift().summary();
        drifted = report.drift().found();
        objects = new ArrayList<>(
                report.drift().objects().stream().map(DriftedObject::new).toList());
    }

    static DriftResult of(DriftReport report) {
        return new DriftResult(report);
    }

    @Whitelisted
    public String getApplication() {
        return application;
    }

    @Whitelisted
    public String getEnvironment() {
        return environment;
    }

    /** The deploy id of the newest delivery. */
    @Whitelisted
    public String getDelivery() {
        return delivery;
    }

    /** The full id of its commit, with which the cluster was compared. */
    @Whitelisted
    public String getCommit() {
        return commit;
    }

    /** How many objects differ and how, in one line. */
    @Whitelisted
    public String getSummary() {
        return summary;
    }

    /** Whether something differs. */
    @Whitelisted
    public boolean isDrifted() {
        return drifted;
    }

    /** The objects that differ, by kind and name. */
    @Whitelisted
    public List<DriftedObject> getObjects() {
        return new ArrayList<>(objects);
    }
}
