package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.Person;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a person as Git writes one. */
final class People {

    private static final Pattern FORM = Pattern.compile("([^<>]+?)\\s*<([^<>]*)>");

    private People() {}

    static Person parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new GitopsException(
                    "'" + text + "' is not a person as Git writes one", "Write it as 'Name <name@example.org>'");
        }
        return new Person(matcher.group(1), matcher.group(2));
    }
}
