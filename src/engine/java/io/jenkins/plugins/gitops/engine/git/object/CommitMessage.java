package io.jenkins.plugins.gitops.engine.git.object;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A commit's message: subject, text and trailers, each apart by an empty line. The trailers are the last paragraph, if
 * every line of it is a trailer or goes on with one (git-interpret-trailers; stricter than Git, which takes some blocks
 * that are mixed with text). The first paragraph is never trailers.
 *
 * @param subject one line; empty only in commits that others made
 * @param body without leading and trailing empty lines; may be empty
 */
public record CommitMessage(String subject, String body, List<Trailer> trailers) {

    /** What is kept of the subject of a message that is too long. */
    private static final int SUBJECT_OF_LONG = 200;

    /** @throws GitopsException when the subject has more than one line, or a part holds a zero character */
    public CommitMessage {
        if (subject.indexOf('\n') >= 0 || subject.indexOf('\r') >= 0 || (subject + body).indexOf('\0') >= 0) {
            throw new GitopsException(
                    "A commit's subject has a line break, or its message a zero character",
                    "Write the subject in one line, and what is more into the body");
        }
        subject = subject.strip();
        body = normalised(body);
        trailers = List.copyOf(trailers);
    }

    /**
     * Reads any message. What this class wrote is read back as it was. Of one that is longer than
     * {@link TextLimits#COMMIT_MESSAGE}, the beginning of the subject is all that is read: it has no trailers.
     */
    public static CommitMessage parse(String text) {
        if (isTooLong(text)) {
            String beginning = normalised(text.substring(0, SUBJECT_OF_LONG).replace('\0', ' '));
            return new CommitMessage(beginning.replace('\n', ' ') + "...", "", List.of());
        }
        String whole = normalised(text.replace('\0', ' '));
        int end = firstParagraph(whole);
        String subject = whole.substring(0, end).replace('\n', ' ');
        if (end == whole.length()) {
            return new CommitMessage(subject, "", List.of());
        }
        String rest = whole.substring(afterEmptyLines(whole, end + 1));
        int last = lastParagraph(rest);
        Optional<List<Trailer>> trailers = trailers(rest.substring(last));
        String body = trailers.isPresent() ? rest.substring(0, last) : rest;
        return new CommitMessage(subject, body, trailers.orElse(List.of()));
    }

    /** Whether a message is not read. */
    public static boolean isTooLong(String text) {
        return text.length() > TextLimits.COMMIT_MESSAGE;
    }

    /** The values of a trailer, in their order. */
    public List<String> values(String key) {
        return trailers.stream()
                .filter(trailer -> trailer.is(key))
                .map(Trailer::value)
                .toList();
    }

    /** Whether it has a trailer with one of these keys, whatever the value is. */
    public boolean hasOneOf(Collection<String> keys) {
        return trailers.stream().anyMatch(trailer -> keys.stream().anyMatch(trailer::is));
    }

    /** The message as a commit holds it, with a line feed at its end. */
    public String format() {
        StringBuilder text = new StringBuilder(subject).append('\n');
        if (!body.isEmpty()) {
            text.append('\n').append(body).append('\n');
        }
        if (!trailers.isEmpty()) {
            text.append('\n');
            trailers.forEach(trailer -> text.append(trailer.format()).append('\n'));
        }
        return text.toString();
    }

    private static Optional<List<Trailer>> trailers(String paragraph) {
        List<Trailer> found = new ArrayList<>();
        for (String line : paragraph.split("\n")) {
            boolean continued = line.startsWith(" ") || line.startsWith("\t");
            if (continued && !found.isEmpty()) {
                Trailer before = found.remove(found.size() - 1);
                String whole = before.format() + " " + line.strip();
                if (whole.length() > TextLimits.TRAILER) {
                    return Optional.empty();
                }
                found.add(Trailer.parse(whole).orElse(before));
                continue;
            }
            Optional<Trailer> trailer = line.length() > TextLimits.TRAILER ? Optional.empty() : Trailer.parse(line);
            if (trailer.isEmpty()) {
                return Optional.empty();
            }
            found.add(trailer.get());
        }
        return Optional.of(found);
    }

    /** Where it begins, in a text without empty lines at its end. */
    private static int lastParagraph(String text) {
        int end = text.length();
        while (end > 0) {
            int begin = text.lastIndexOf('\n', end - 1) + 1;
            if (isEmpty(text, begin, end)) {
                return end + 1;
            }
            end = begin - 1;
        }
        return 0;
    }

    // By hand, as the rest here that reads every commit of a long history: regular expressions take ten times as
    // long, and overflow the stack on a text that is made for it.
    private static String normalised(String text) {
        String lines =
                text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        int begin = afterEmptyLines(lines, 0);
        int end = lines.length();
        while (end > begin && " \t\n\u000b\f".indexOf(lines.charAt(end - 1)) >= 0) {
            end--;
        }
        return lines.substring(begin, end);
    }

    /** Where the first empty line ends the line before it; the text's length when there is none. */
    private static int firstParagraph(String text) {
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            if (afterEmptyLines(text, end + 1) > end + 1) {
                return end;
            }
        }
        return text.length();
    }

    private static int afterEmptyLines(String text, int from) {
        int begin = from;
        for (int end = text.indexOf('\n', begin);
                end >= 0 && isEmpty(text, begin, end);
                end = text.indexOf('\n', begin)) {
            begin = end + 1;
        }
        return begin;
    }

    private static boolean isEmpty(String text, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }
}
