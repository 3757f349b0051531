package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;

/**
 * A person's commit that a delivery brings. Whoever made it wrote all of it: the author's name and address, and the time.
 *
 * @param revision its id
 * @param author name and e-mail address, which may be empty
 * @param committed when it was made, in whole seconds, by the committer's clock: the start of its lead time
 * @param subject one line of at most 200 characters, then three dots
 */
public record DeliveredCommit(Revision revision, GitIdentity author, Instant committed, String subject) {}
