package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.cluster.drift.FieldDrift;
import java.io.Serializable;
import java.time.Instant;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** A field that is not as the commit has it, for the script. Secret values are masked. */
public final class DriftedField implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String wanted;
    private final String live;
    private final String manager;
    private final String since;

    DriftedField(FieldDrift drift) {
        path = drift.path();
        wanted = drift.wanted();
        live = drift.live();
        manager = drift.manager().orElse("");
        since = drift.since().map(Instant::toString).orElse("");
    }

    @Whitelisted
    public String getPath() {
        return path;
    }

    /** Its value in the commit as JSON, shortened; empty when the commit has none. */
    @Whitelisted
    public String getWanted() {
        return wanted;
    }

    /** Its value in the cluster, likewise. */
    @Whitelisted
    public String getLive() {
        return live;
    }

    /** The field manager who owns it in the cluster; empty where the server does not say. */
    @Whitelisted
    public String getManager() {
        return manager;
    }

    /** Since when at least it differs, as {@code 2026-11-27T02:10:00Z}; empty where that is not known. */
    @Whitelisted
    public String getSince() {
        return since;
    }
}
