package io.jenkins.plugins.gitops.chaos;

import java.util.ArrayList;
import java.util.List;

/** What came of the tries of one fault. */
final class ChaosTally {

    private final FaultKind fault;
    private int tries;
    private int healthy;
    private int lost;
    private int twice;
    private final List<String> complaints = new ArrayList<>();

    ChaosTally(FaultKind fault) {
        this.fault = fault;
    }

    /** @param wrong what is not as it has to be; empty when the try was survived */
    void add(boolean delivered, int lostCommits, int doubleCommits, List<String> wrong) {
        tries++;
        healthy += delivered ? 1 : 0;
        lost += lostCommits;
        twice += doubleCommits;
        if (!wrong.isEmpty()) {
            complaints.add(String.join("; ", wrong));
        }
    }

    List<String> complaints() {
        return complaints;
    }

    int healthy() {
        return healthy;
    }

    static String header() {
        return row("fault", "tries", "survived", "healthy", "lost commits", "double commits");
    }

    String row() {
        return row(fault.word(), tries, tries - complaints.size(), healthy, lost, twice);
    }

    private static String row(Object... cells) {
        return "%-10s %7s %9s %8s %13s %15s".formatted(cells);
    }
}
