package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.workspace.LocalCheckout;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Option;

/** Author, committer and message of the commits. */
final class CommitOptions {

    @Option(
            names = "--author",
            paramLabel = "'NAME <EMAIL>'",
            description = "The commit's author: who asks for it (default: the user of the Git configuration here).")
    private GitIdentity author;

    @Option(
            names = "--committer",
            paramLabel = "'NAME <EMAIL>'",
            description = "The commit's committer (default: jenkins-gitops).")
    private GitIdentity committer;

    @Option(
            names = "--message",
            paramLabel = "TEMPLATE",
            description = "Template of the commit message above the trailers: 'chore: {summary}'. The first line has to"
                    + " contain {summary} or {action}.")
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
