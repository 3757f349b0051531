package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Option;

/** In whose name something is written to Git, and what the commits say. */
final class CommitOptions {

    @Option(
            names = "--author",
            paramLabel = "'NAME <EMAIL>'",
            description = "Who asks for it; the commit's author (default: as Git is configured here).")
    private GitIdentity author;

    @Option(
            names = "--committer",
            paramLabel = "'NAME <EMAIL>'",
            description = "The commit's committer (default: jenkins-gitops).")
    private GitIdentity committer;

    @Option(
            names = "--message",
            paramLabel = "TEMPLATE",
            description =
                    "What the commit says above its trailers, with placeholders in braces: 'chore: {summary}'. The first"
                            + " line names {summary} or {action}.")
    private MessageTemplate message;

    GitIdentity author() {
        if (author != null) {
            return author;
        }
        PersonIdent person = LocalCheckout.here()
                .map(LocalCheckout::person)
                .orElseGet(() -> new PersonIdent(System.getProperty("user.name"), ""));
        return new GitIdentity(
                person.getName(), Optional.ofNullable(person.getEmailAddress()).orElse(""));
    }

    /** @param notes whether results are written as notes as well */
    CommitFormat style(boolean notes) {
        return new CommitFormat(committer, Optional.ofNullable(message), notes);
    }
}
