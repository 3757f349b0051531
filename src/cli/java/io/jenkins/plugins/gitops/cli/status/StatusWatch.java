package io.jenkins.plugins.gitops.cli.status;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Looks again and again, until the process is ended. */
public final class StatusWatch {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Look again and again until Ctrl-C: a terminal shows all anew, elsewhere a line, or a document, is"
                            + " printed for each application and environment when something of it changed.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time from one look to the next (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--rounds",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "End after so many looks (default: go on until it is ended).")
    private int rounds;

    /** @throws GitopsException when what is said of a watch cannot be, or there is none */
    public boolean on() {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new GitopsException(
                    "The interval " + interval + " is none to look again after", "Give one from 1s to 24h");
        }
        if (rounds < 0 || (rounds > 0 && !watch)) {
            throw new GitopsException(
                    "--rounds says how often a watch looks, and " + rounds + " is no such number here",
                    "Add --watch and a number from 1, or take it out");
        }
        return watch;
    }

    /**
     * Looks.
     *
     * @param look what is there now, always of the same environments in the same order
     * @param all gets each look, where a terminal shows all
     * @param changed gets what changed, and at first everything
     * @return the last look
     */
    public List<TargetStatus> run(
            Supplier<List<TargetStatus>> look, Consumer<List<TargetStatus>> all, Consumer<TargetStatus> changed)
            throws InterruptedException {
        List<TargetStatus> before = new ArrayList<>();
        for (int round = 1; ; round++) {
            List<TargetStatus> now = look.get();
            all.accept(now);
            for (int i = 0; i < now.size(); i++) {
                if (before.isEmpty() || !before.get(i).equals(now.get(i))) {
                    changed.accept(now.get(i));
                }
            }
            if (round == rounds) {
                return now;
            }
            before = now;
            Thread.sleep(interval.toMillis());
        }
    }
}
