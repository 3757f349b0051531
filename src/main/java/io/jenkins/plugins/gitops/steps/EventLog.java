package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.deliveries.ActiveDelivery;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Prints a delivery's events to its step's log, each once. After a restart the log itself shows what was printed before: a
 * killed controller has lost that state, and perhaps the last second of the log.
 */
final class EventLog {

    private static final String PREFIX = "[gitops] ";

    private final String prefix;
    private final List<String> before;
    private DeliveryEvent last;
    private String waiting;

    /**
     * @param node whose log is continued
     * @param named what each line says that it is about; empty where the build has one delivery
     */
    EventLog(FlowNode node, Optional<String> named) throws IOException {
        this.prefix = PREFIX + named.map(name -> "[" + name + "] ").orElse("");
        this.before = lines(node);
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
