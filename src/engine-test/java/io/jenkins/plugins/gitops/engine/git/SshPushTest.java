package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.git.remote.SshTestBranch;

/** A push over SSH is as one over HTTP in all of this. */
class SshPushTest extends PushTest {

    @Override
    RemoteBranch connect() {
        return SshTestBranch.of(origin, caches);
    }

    /** Each try is some logins. */
    @Override
    int writers() {
        return 3;
    }
}
