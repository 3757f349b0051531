package io.jenkins.plugins.gitops.cli.several;

import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import java.util.Set;

/** One application of several, with all that its delivery needs. */
public interface OneDelivery {

    /**
     * What touches it.
     *
     * @param paths the files and folders that it is built from
     * @param manifests those of them that are its manifests, in all environments
     */
    ApplicationChanges changes(Set<String> paths, Set<String> manifests);

    /** Delivers it. */
    DeployRecord deliver() throws InterruptedException;

    /** What that would do. */
    DeliveryPreview preview() throws InterruptedException;
}
