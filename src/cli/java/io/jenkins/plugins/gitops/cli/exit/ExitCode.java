package io.jenkins.plugins.gitops.cli.exit;

import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import java.util.Collection;
import java.util.List;

/** The exit codes. Scripts depend on the numbers: they never change. */
public enum ExitCode {
    OK(0, "done; for a deploy: healthy"),
    FAILED(
            1,
            "failed; for a deploy: the rollout failed, and the output says whether it was rolled back; for diff, drift and"
                    + " status: something differs or is not well"),
    USAGE(2, "the command line is wrong"),
    REFUSED(3, "refused: by a check, the plan, a gate or a server, or it could not be read; nothing was applied"),
    SUPERSEDED(4, "something newer is there"),
    UNKNOWN(5, "a server gave no answer; after a deploy, 'gitops resume' goes on"),
    ABORTED(6, "ended by a person"),
    INTERNAL(70, "a fault of this program; the stack trace is shown");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /** Of several ends, the one that a person has to look at first. */
    private static final List<ExitCode> WORST_FIRST =
            List.of(INTERNAL, FAILED, UNKNOWN, REFUSED, USAGE, ABORTED, SUPERSEDED);

    /** The worst of some exit codes: {@link #OK} only when all are. */
    public static ExitCode worst(Collection<Integer> numbers) {
        return WORST_FIRST.stream()
                .filter(each -> numbers.contains(each.number()))
                .findFirst()
                .orElse(OK);
    }

    public static ExitCode of(Outcome outcome) {
        return outcome == Outcome.HEALTHY ? OK : valueOf(outcome.name());
    }
}
