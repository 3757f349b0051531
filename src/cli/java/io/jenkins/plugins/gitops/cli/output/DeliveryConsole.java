package io.jenkins.plugins.gitops.cli.output;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Ansi;

/** What a person sees: a line for each new event while a delivery goes on, and its end. */
public final class DeliveryConsole implements Consumer<DeployRecord> {

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal = System.console() != null && Ansi.AUTO.enabled();
    private DeliveryEvent last;

    /** @param record as it is now; the events that it already has are not printed */
    public DeliveryConsole(PrintWriter err, DeployRecord record) {
        this.err = err;
        this.last = record.events().isEmpty()
                ? null
                : record.events().get(record.events().size() - 1);
    }

    /** Prints the events that came since the last call; on a terminal also a line that lives while something goes on. */
    @Override
    public void accept(DeployRecord record) {
        if (terminal) {
            err.print(CLEAR_LINE);
        }
        int from = last == null ? 0 : record.events().lastIndexOf(last) + 1;
        for (DeliveryEvent event : record.events().subList(from, record.events().size())) {
            err.println(line(event));
            last = event;
        }
        if (terminal && !record.finished()) {
            err.print(record.phase().name().toLowerCase(Locale.ROOT) + " ... "
                    + DurationConverter.text(record.duration(SteadyClock.SYSTEM)));
        }
        err.flush();
    }

    private static String line(DeliveryEvent event) {
        String phase = String.format("%-9s", event.phase().name().toLowerCase(Locale.ROOT));
        return paint("bold", phase) + event.text().replace("\n", "\n         ");
    }

    /** A delivery's end, for standard output. */
    public static String ending(DeployRecord record) {
        DeliveryEnding ending = record.ending().orElseThrow();
        StringBuilder text = new StringBuilder();
        String outcome = ending.outcome().word() + (ending.rolledBack() ? ", rolled back" : "");
        text.append(paint(ending.outcome() == Outcome.HEALTHY ? "bold,green" : "bold,red", outcome))
                .append(": ")
                .append(record.request().target())
                .append(" (delivery ")
                .append(record.id())
                .append(", ")
                .append(DurationConverter.text(record.duration(SteadyClock.SYSTEM)))
                .append(')');
        record.commit().ifPresent(commit -> text.append("\ncommit ").append(commit));
        record.back().flatMap(back -> back.writing().commit()).ifPresent(commit -> text.append("\nrollback commit ")
                .append(commit));
        if (!ending.reason().isEmpty()) {
            text.append('\n').append(ending.reason());
        }
        if (!ending.remedy().isEmpty()) {
            text.append("\n-> ").append(ending.remedy());
        }
        return text.toString();
    }

    /**
     * The first line of a command that writes: where to.
     *
     * @param what is written, and of what
     * @param cluster the namespace and the API server's address; empty where nothing is written there
     * @param git the branch and the repository; empty where nothing is written there
     */
    public static void destination(PrintWriter err, String what, Optional<String> cluster, Optional<GitRemote> git) {
        err.println(what
                + cluster.map(place -> ", to namespace " + place).orElse("")
                + git.map(remote -> ", by branch " + remote.branch() + " of " + remote.url())
                        .orElse(""));
        err.flush();
    }

    /** Receives what is left out while the rest goes on, and prints it as a warning. */
    public static Consumer<GitopsException> warningsTo(PrintWriter err) {
        return warning -> {
            err.println("warning: " + warning.getMessage() + "\n-> " + warning.remedy());
            err.flush();
        };
    }

    /** Printed when a person ends the program (Ctrl-C) during a delivery. */
    public static void interrupted(PrintWriter err, DeployId id) {
        err.println("\ninterrupted; go on with: gitops resume " + id);
        err.flush();
    }

    public static String error(String problem, String remedy) {
        return paint("bold,red", "error: ") + problem + "\n-> " + remedy;
    }

    private static String paint(String style, String text) {
        return Ansi.AUTO.enabled() ? Ansi.ON.string("@|" + style + " " + text + "|@") : text;
    }
}
