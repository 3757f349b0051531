package io.jenkins.plugins.gitops.engine.delivery.record;

import java.util.List;

/** A reason where only one line has a place: its first line, with the next one where that alone names a cause. */
public final class ShortReason {

    private ShortReason() {}

    /** @param reason as a delivery's ending has it, of several lines perhaps; empty gives empty */
    public static String of(String reason) {
        List<String> lines = reason.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        String first = lines.get(0);
        return first.endsWith(":") && lines.size() > 1 ? first + " " + lines.get(1) : first;
    }
}
