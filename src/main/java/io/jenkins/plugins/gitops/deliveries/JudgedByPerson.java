package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.access.PersonOfJenkins;
import io.jenkins.plugins.gitops.engine.delivery.figures.MarkCommit;
import io.jenkins.plugins.gitops.engine.delivery.figures.MarkRequest;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.Optional;

/** Marks a delivery as the user of this request wishes, by an empty commit on its branch: what {@code gitops mark} does. */
public final class JudgedByPerson {

    /** A person waits for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private JudgedByPerson() {}

    /**
     * Makes the commit with the write-back's credential, and the person as its author. Where the environment has one author of
     * all commits, that is the author, and the person's id stands behind the reason: a name may be changed by who has it.
     *
     * @param build that made the delivery
     * @param record of the delivery
     * @param reason why; one line of at most 500 characters, with what stands behind it
     * @throws org.springframework.security.access.AccessDeniedException when the user may not deliver
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the job may not use the environment any more, the reason is
     *     missing or too long, or the mark cannot be made
     */
    public static MarkedDelivery mark(Run<?, ?> build, DeployRecord record, DeliveryMark.Kind kind, String reason)
            throws InterruptedException {
        EnvironmentEntry environment =
                EnvironmentAccess.judged(record.request().target().environment(), build);
        GitRemote remote = record.request().remote();
        Optional<GitIdentity> fixed = environment.getCommits().fixedAuthor();
        Optional<String> user = Optional.ofNullable(User.current()).map(User::getId);
        GitIdentity person = user.map(PersonOfJenkins::of).orElseGet(PersonOfJenkins::jenkins);
        MarkRequest request = new MarkRequest(
                record.id().value(),
                kind,
                fixed.isEmpty() || reason.isBlank() ? reason : reason + " (" + user.orElseGet(person::name) + ")",
                remote,
                fixed.orElse(person),
                environment.getCommits().style(),
                TIMEOUT);
        try (RemoteBranch branch =
                DeliveryContexts.branch(remote, CredentialAccess.writeBack(environment, build, remote))) {
            return new MarkCommit(branch, DeliveryContexts.CLOCK, DeliveryContexts.RANDOM).make(request);
        }
    }
}
