package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.git.Person;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Option;

/** Who asks for a commit. */
final class AuthorOption {

    @Option(
            names = "--author",
            paramLabel = "'NAME <EMAIL>'",
            description = "Who asks for it; the commit's author (default: as Git is configured here).")
    private String author;

    Person person() {
        if (author != null) {
            return People.parse(author);
        }
        PersonIdent person = Checkout.here()
                .map(Checkout::person)
                .orElseGet(() -> new PersonIdent(System.getProperty("user.name"), ""));
        return new Person(
                person.getName(), Optional.ofNullable(person.getEmailAddress()).orElse(""));
    }
}
