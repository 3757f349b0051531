package io.jenkins.plugins.gitops.steps;

import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.deliveries.ActiveDelivery;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.actions.ThreadNameAction;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Prints a delivery's events to its step's log, each once; where the build has several deliveries, each line says which it is
 * about. After a restart the log itself shows what was printed before: a killed controller has lost that state, and perhaps the
 * last second of the log.
 */
final class EventLog {

    private static final String PREFIX = "[gitops] ";

    private final String prefix;
    private final List<String> before;
    private DeliveryEvent last;
    private String waiting;

    private EventLog(String prefix, List<String> before) {
        this.prefix = prefix;
        this.before = before;
    }

    /** @param node whose log is continued */
    static EventLog of(ActiveDelivery delivery, Run<?, ?> build, FlowNode node) throws IOException {
        String subject =
                subject(delivery, build, node).map(name -> "[" + name + "] ").orElse("");
        return new EventLog(PREFIX + subject, lines(node));
    }

    /** The environment, where the log may have lines of another one too; and the application, where that may differ. */
    private static Optional<String> subject(ActiveDelivery delivery, Run<?, ?> build, FlowNode node) {
        DeliveryTarget target = delivery.record().request().target();
        List<DeliveryTarget> others = BuildFacts.of(build).stored().records().stream()
                .map(record -> record.request().target())
                .filter(other -> !other.equals(target))
                .toList();
        if (others.stream().anyMatch(other -> other.environment().equals(target.environment()))) {
            return Optional.of(target.toString());
        }
        return others.isEmpty() && !isInParallel(node) ? Optional.empty() : Optional.of(target.environment());
    }

    private static boolean isInParallel(FlowNode node) {
        for (BlockStartNode block : node.iterateEnclosingBlocks()) {
            if (block.getPersistentAction(ThreadNameAction.class) != null) {
                return true;
            }
        }
        return false;
    }

    private static List<String> lines(FlowNode node) throws IOException {
        LogAction log = node.getAction(LogAction.class);
        if (log == null) {
            return List.of();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long length = log.getLogText().writeLogTo(0, text);
        return length == 0
                ? List.of()
                : text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    void print(ActiveDelivery delivery, PrintStream log) {
        delivery.waitingFor().ifPresent(reason -> {
            String line = ShownText.line(reason);
            if (!line.equals(waiting) && (waiting != null || !printed(line))) {
                log.println(prefix + line);
            }
            waiting = line;
        });
        List<DeliveryEvent> events = delivery.record().events();
        int next = last == null ? printedBefore(events) : events.lastIndexOf(last) + 1;
        for (DeliveryEvent event : events.subList(next, events.size())) {
            text(event).lines().forEach(line -> log.println(prefix + line));
            last = event;
        }
        if (!events.isEmpty()) {
            last = events.get(events.size() - 1);
        }
    }

    /** How many of the first events are in the log with all their lines, in this order. */
    private int printedBefore(List<DeliveryEvent> events) {
        Iterator<String> rest = before.iterator();
        for (int i = 0; i < events.size(); i++) {
            if (!text(events.get(i)).lines().allMatch(line -> isIn(rest, line))) {
                return i;
            }
        }
        return events.size();
    }

    private boolean printed(String line) {
        return isIn(before.iterator(), line);
    }

    /** What is before a line may differ: a decorator's time, and whether the build has more deliveries. */
    private static boolean isIn(Iterator<String> rest, String line) {
        while (rest.hasNext()) {
            if (rest.next().endsWith(line)) {
                return true;
            }
        }
        return false;
    }

    private static String text(DeliveryEvent event) {
        String phase = String.format("%-9s", event.phase().name().toLowerCase(Locale.ROOT));
        String text = event.text();
        return phase + text.replace("\n", "\n         ");
    }
}
