package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.request.CommitStyle;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.Person;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Option;

/** In whose name something is written to Git, and what the commits say. */
final class CommitOptions {

    @Option(
            names = "--author",
            paramLabel = "'NAME <EMAIL>'",
            description = "Who asks for it; the commit's author (default: as Git is configured here).")
    private Person author;

    @Option(
            names = "--committer",
            paramLabel = "'NAME <EMAIL>'",
            description = "The commit's committer (default: jenkins-gitops).")
    private Person committer;

    @Option(
            names = "--message",
            paramLabel = "TEMPLATE",
            description =
                    "What the commit says above its trailers, with placeholders in braces: 'chore: {summary}'. The first"
                            + " line names {summary} or {action}.")
    private MessageTemplate message;

    Person author() {
        if (author != null) {
            return author;
        }
        PersonIdent person = Checkout.here()
                .map(Checkout::person)
                .orElseGet(() -> new PersonIdent(System.getProperty("user.name"), ""));
        return new Person(
                person.getName(), Optional.ofNullable(person.getEmailAddress()).orElse(""));
    }

    /** @param notes whether results are written as notes as well */
    CommitStyle style(boolean notes) {
        return new CommitStyle(committer, Optional.ofNullable(message), notes);
    }
}
