package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A team's template of delivery commits, with placeholders in braces: {@code chore: {summary}}. The values come from jobs
 * and people, so they are treated as hostile. A value stays in its line. No line of the result can be read as one of the
 * trailers that a delivery writes, or end the message for a tool that reads trailers.
 *
 * @param text subject, an empty line, a body; at most {@value #LONGEST} characters
 */
public record MessageTemplate(String text) {

    static final int LONGEST = 2000;
    private static final int LONGEST_VALUE = 1000;
    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_MESSAGE = 10_000;
    private static final String TRAILERS = "Gitops-";

    /** A doubled brace stands for itself. */
    private static final Pattern PART = Pattern.compile("\\{\\{|}}|\\{([^{}\\n]*)}|[{}]");

    /**
     * Our trailers, and lines at which git-interpret-trailers stops reading: the divider before a patch, and the one that
     * git-commit's scissors draw.
     */
    private static final Pattern MISLEADING =
            Pattern.compile("\\s*(?:" + TRAILERS + "|---|#.*>8).*", Pattern.CASE_INSENSITIVE);

    /** What a template may name; in a template its name is in lower case. */
    public enum Placeholder {
        /** What the subject is without a template: {@code Deploy shop 77b8dc974a to staging}. */
        SUMMARY,
        /** {@code Deploy}, {@code Promote}, {@code Roll back}, {@code Remove} or {@code Mark}. */
        ACTION,
        APPLICATION,
        ENVIRONMENT,
        /**
         * The source commit's abbreviated id, or the digest's where the source is not known; of manifests alone that of the
         * branch's commit.
         */
        VERSION,
        /** With their digests, apart by commas. */
        IMAGES,
        /** repository@commit */
        SOURCE,
        /** The build's URL. */
        BUILD,
        /** The author's name. */
        WHO,
        /** {@code Name <address>} */
        AUTHOR,
        /** {@code Name <address>} */
        COMMITTER,
        /** The environment that a promotion comes from. */
        FROM,
        /** The deploy id. */
        ID;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Placeholder> of(String word) {
            return Arrays.stream(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst();
        }
    }

    /** @throws GitopsException when it is too long, names something unknown, or could not be the message of any delivery */
    public MessageTemplate {
        text = text.replace("\r\n", "\n").replace('\r', '\n').strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new GitopsException(
                    "The template of commit messages is " + (text.isEmpty() ? "empty" : "too long"),
                    "Write from 1 to " + LONGEST + " characters");
        }
        if (!ShownText.of(text).equals(text)) {
            throw new GitopsException(
                    "The template of commit messages holds a character that is not shown",
                    "Write it again without control characters");
        }
        String[] lines = text.split("\n", -1);
        requireKnown(text);
        requireSubject(lines);
        for (String line : lines) {
            if (MISLEADING.matcher(line).matches()) {
                throw new GitopsException(
                        "A line of the template begins like a trailer of ours, or ends the message for Git: '"
                                + line.strip() + "'",
                        "Leave it out; the trailers are added to every commit");
            }
        }
    }

    private static void requireKnown(String text) {
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (part.group().length() == 1) {
                throw new GitopsException(
                        "The template of commit messages has a single '" + part.group() + "'",
                        "Write {{ or }} for a brace, and a placeholder as {" + Placeholder.SUMMARY.word() + "}");
            }
            String name = part.group(1);
            if (name != null && Placeholder.of(name).isEmpty()) {
                throw new GitopsException(
                        "There is no placeholder {" + name + "} in templates of commit messages",
                        "Use "
                                + Arrays.stream(Placeholder.values())
                                        .map(each -> "{" + each.word() + "}")
                                        .collect(Collectors.joining(", ")));
            }
        }
    }

    private static void requireSubject(String[] lines) {
        if (lines.length > 1 && !lines[1].isBlank()) {
            throw new GitopsException(
                    "The second line of the template is not empty, so it is not clear where the subject ends",
                    "Write the subject in the first line, then an empty line");
        }
        if (!names(lines[0], Placeholder.SUMMARY) && !names(lines[0], Placeholder.ACTION)) {
            throw new GitopsException(
                    "The first line of the template would be the same for a deploy and for a rollback",
                    "Name {" + Placeholder.SUMMARY.word() + "} or {" + Placeholder.ACTION.word() + "} in it");
        }
    }

    private static boolean names(String line, Placeholder wanted) {
        return PART.matcher(line).results().anyMatch(part -> wanted.word().equals(part.group(1)));
    }

    /**
     * The message of one delivery; without the delivery's own trailers. A line of the body whose placeholders all have
     * nothing to say is left out.
     *
     * @param values what stands for the placeholders; those that are not in it stand for nothing
     */
    public CommitMessage fill(Map<Placeholder, String> values) {
        String[] lines = text.split("\n", -1);
        StringBuilder message = new StringBuilder(shortened(harmless(filled(lines[0], values)), LONGEST_SUBJECT));
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            if (!saysNothing(line, values)) {
                message.append('\n').append(harmless(filled(line, values)));
            }
        }
        return CommitMessage.parse(shortened(message.toString(), LONGEST_MESSAGE));
    }

    private static boolean saysNothing(String line, Map<Placeholder, String> values) {
        boolean some = false;
        Matcher part = PART.matcher(line);
        while (part.find()) {
            if (part.group(1) != null) {
                some = true;
                if (!value(part.group(1), values).isEmpty()) {
                    return false;
                }
            }
        }
        return some;
    }

    private static String filled(String line, Map<Placeholder, String> values) {
        return PART.matcher(line)
                .replaceAll(part -> Matcher.quoteReplacement(
                        part.group(1) == null ? part.group().substring(1) : value(part.group(1), values)))
                .stripTrailing();
    }

    private static String value(String word, Map<Placeholder, String> values) {
        String value = values.getOrDefault(Placeholder.of(word).orElseThrow(), "");
        return shortened(ShownText.line(value).strip(), LONGEST_VALUE);
    }

    private static String harmless(String line) {
        return MISLEADING.matcher(line).matches() ? "> " + line : line;
    }

    private static String shortened(String text, int longest) {
        String cut = ShownText.cut(text, longest);
        return cut.length() == text.length() ? text : cut;
    }
}
