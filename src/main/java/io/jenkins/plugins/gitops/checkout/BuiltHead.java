package io.jenkins.plugins.gitops.checkout;

import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.Optional;
import jenkins.plugins.git.GitSCMHeadMixin;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.metadata.PrimaryInstanceMetadataAction;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import jenkins.scm.api.mixin.TagSCMHead;

/** What a job of a multibranch project builds: a branch, a change request, a tag, or a branch of a fork. */
public final class BuiltHead {

    private final SCMHead head;

    private BuiltHead(SCMHead head) {
        this.head = head;
    }

    /** Empty when the job is not part of a multibranch project. */
    public static Optional<BuiltHead> of(Job<?, ?> job) {
        return Optional.ofNullable(SCMHead.HeadByItem.findHead(job)).map(BuiltHead::new);
    }

    /** The name by which an environment allows a job. For the jobs of branches it is the multibranch project's name. */
    public static String allowedAs(Job<?, ?> job) {
        return of(job).isPresent() && job.getParent() instanceof Item project
                ? project.getFullName()
                : job.getFullName();
    }

    /** The branch whose desired state it is about; for a change request its target branch. Empty for a tag and a fork. */
    public Optional<String> branch() {
        if (head instanceof ChangeRequestSCMHead change) {
            return Optional.of(change.getTarget().getName());
        }
        return isTag() || isFork() ? Optional.empty() : Optional.of(head.getName());
    }

    /**
     * The branch to compare a tag with: the project's primary branch, as its source names it. Empty for anything but a tag, and
     * when the source names no primary branch or does not discover it.
     */
    static Optional<String> primaryBranch(Job<?, ?> job) {
        if (!(SCMHead.HeadByItem.findHead(job) instanceof TagSCMHead)) {
            return Optional.empty();
        }
        return job.getParent().getItems().stream()
                .filter(item -> item instanceof Job<?, ?> sibling
                        && sibling.getAction(PrimaryInstanceMetadataAction.class) != null)
                .findFirst()
                .flatMap(item -> of((Job<?, ?>) item).flatMap(BuiltHead::branch));
    }

    /** Why a build of it delivers nothing; empty for a branch of the repository itself, under its own name. */
    public Optional<String> planOnly() {
        if (head instanceof ChangeRequestSCMHead) {
            return Optional.of(Messages.BuiltHead_changeRequest(head.getName()));
        }
        if (isTag()) {
            return Optional.of(Messages.BuiltHead_tag(head.getName()));
        }
        if (isFork()) {
            return Optional.of(Messages.BuiltHead_fork(head.getName()));
        }
        return isOtherRef() ? Optional.of(Messages.BuiltHead_otherRef(head.getName())) : Optional.empty();
    }

    /** Whether it is a ref that the project's source calls like a branch, as Gerrit's changes can be. Anybody may write those. */
    public boolean isOtherRef() {
        boolean mayBeBranch = !(head instanceof ChangeRequestSCMHead) && !isTag();
        return mayBeBranch
                && head instanceof GitSCMHeadMixin git
                && !git.getRef().equals("refs/heads/" + head.getName());
    }

    public boolean isTag() {
        return head instanceof TagSCMHead;
    }

    public SCMHead scmHead() {
        return head;
    }

    /** Every origin but the default one is a fork: sources may have their own kinds of origin. */
    public boolean isFork() {
        return !SCMHeadOrigin.DEFAULT.equals(head.getOrigin());
    }
}
