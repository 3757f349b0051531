package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** An object that is not as the commit has it, for the script. */
public final class DriftedObject implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final String change;
    private final ArrayList<DriftedField> fields;

    DriftedObject(ObjectDrift drift) {
        name = drift.ref().toString();
        change = drift.kind().word();
        fields = new ArrayList<>(drift.fields().stream().map(DriftedField::new).toList());
    }

    /** Its kind, namespace and name, as the log shows them. */
    @Whitelisted
    public String getName() {
        return name;
    }

    /** {@code changed}, {@code missing} or {@code left_over}. */
    @Whitelisted
    public String getChange() {
        return change;
    }

    /** What differs in it; none unless it is changed. */
    @Whitelisted
    public List<DriftedField> getFields() {
        return new ArrayList<>(fields);
    }
}
