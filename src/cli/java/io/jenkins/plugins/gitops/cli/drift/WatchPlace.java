package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.nio.file.Path;

/** What a command opens for a watch, with its own options. */
public interface WatchPlace {

    RemoteBranch open(GitRemote remote);

    Cluster connect();

    DeliveryContext context(RemoteBranch branch, Cluster cluster);

    /** Where the state of each environment is kept. */
    Path folder();

    /** The records of what self-heals did. */
    RecordStore syncs();

    /** The API server's address, as requests name it. */
    String server();

    /** Tells a person what is left out while the rest goes on. */
    void warn(GitopsException warning);
}
