package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The object that failed a rollout, as the reason of a delivery names it.
 *
 * @param name kind, namespace and name: {@code Deployment shop/web}
 * @param cause one word, as Kubernetes has it: {@code CrashLoopBackOff}; empty where there is none
 * @param log the end of the log of its container, oldest first; at most 20 lines, masked
 */
public record FailedObject(String name, String cause, List<String> log) {

    private static final int LINES = 20;
    private static final int LONGEST_NAME = 500;
    private static final String LOG = "log: ";

    public FailedObject {
        log = log == null ? List.of() : List.copyOf(log);
    }

    /** The first object that a reason names; its text is {@code HealthReport.text}. Empty where it names none. */
    static Optional<FailedObject> in(String reason) {
        String name = "";
        String cause = "";
        List<String> log = new ArrayList<>();
        for (String line : (Iterable<String>) reason.lines()::iterator) {
            if (name.isEmpty()) {
                List<String> parts = parts(line);
                name = parts.get(0);
                cause = parts.get(1);
            } else if (!line.startsWith(" ") || log.size() == LINES) {
                break;
            } else if (line.strip().startsWith(LOG)) {
                log.add(MaskedLines.masked(line.strip().substring(LOG.length())));
            }
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new FailedObject(name, cause, log));
    }

    /** Name and cause of a line {@code Deployment shop/web: failed: CrashLoopBackOff: ...}; both empty for any other line. */
    private static List<String> parts(String line) {
        String[] parts = ShownText.cut(line, LONGEST_NAME).split(": ", 4);
        String[] words = parts[0].split(" ", 3);
        boolean names = parts.length > 1
                && words.length == 2
                && !words[0].isEmpty()
                && Character.isUpperCase(words[0].charAt(0))
                && !words[1].isEmpty();
        return names ? List.of(parts[0], parts.length > 2 && !parts[2].contains(" ") ? parts[2] : "") : List.of("", "");
    }
}
