package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * Counts the test cases of a JUnit XML file from its elements, as Jenkins's junit plugin does. The counts in the attributes of
 * {@code testsuite} are missing or wrong in practice.
 *
 * <ul>
 *   <li>A {@code testcase} with a {@code failure} or an {@code error} failed, with a {@code skipped} it was skipped; however
 *       many of them there are, it counts once.
 *   <li>A {@code testsuite} with an {@code error} of its own is one failed case more: its class was not loaded, or its set-up
 *       failed, so nobody knows which cases it has.
 * </ul>
 *
 * <p>Where that plugin would let pass what did not pass, this counts otherwise: a {@code failure} of a suite counts as its
 * {@code error} does, a case that failed is not skipped as well, and a case without any of these elements is what its {@code
 * status} or {@code result} says (googletest, CTest, behave).
 */
final class JUnitCases {

    private static final int LONGEST_NAME = 300;
    private static final Set<String> FAILED = Set.of("fail", "failed", "failure", "error", "errored", "broken");
    private static final Set<String> NOT_RUN =
            Set.of("notrun", "not_run", "skipped", "disabled", "ignored", "pending", "suppressed", "untested");

    private final Deque<Open> open = new ArrayDeque<>();
    private final List<String> failing = new ArrayList<>();
    private int total;
    private int failures;
    private int skipped;

    /** A case or a suite whose end was not read yet. */
    private static final class Open {
        private final boolean isCase;
        private final String name;
        private final boolean saysFailed;
        private final boolean saysNotRun;
        private boolean failed;
        private boolean skipped;

        Open(boolean isCase, String name, boolean saysFailed, boolean saysNotRun) {
            this.isCase = isCase;
            this.name = name;
            this.saysFailed = saysFailed;
            this.saysNotRun = saysNotRun;
        }
    }

    void start(XMLStreamReader element) {
        switch (element.getLocalName()) {
            case "testcase" ->
                open.push(new Open(true, nameOfCase(element), says(element, FAILED), says(element, NOT_RUN)));
            case "testsuite", "testsuites" ->
                open.push(new Open(false, shortened(attribute(element, "name")), false, false));
            case "failure", "error" -> open.peek().failed = true;
            case "skipped" -> open.peek().skipped = true;
            default -> {}
        }
    }

    void end(String element) {
        switch (element) {
            case "testcase" -> count(open.pop());
            case "testsuite", "testsuites" -> {
                Open suite = open.pop();
                if (suite.failed) {
                    total++;
                    failed(suite.name.isEmpty() ? "(suite)" : suite.name + " (suite)");
                }
            }
            default -> {}
        }
    }

    TestReport report() {
        return new TestReport(0, total, failures, skipped, failing);
    }

    private void count(Open ended) {
        total++;
        if (ended.failed || ended.saysFailed && !ended.skipped) {
            failed(ended.name);
        } else if (ended.skipped || ended.saysNotRun) {
            skipped++;
        }
    }

    private void failed(String name) {
        failures++;
        if (failing.size() < TestReport.MOST_NAMES) {
            failing.add(name);
        }
    }

    private static boolean says(XMLStreamReader element, Set<String> words) {
        return words.contains(attribute(element, "status").toLowerCase(Locale.ROOT))
                || words.contains(attribute(element, "result").toLowerCase(Locale.ROOT));
    }

    /** The class comes from the suite where the case names none. */
    private String nameOfCase(XMLStreamReader element) {
        String className = element.getAttributeValue(null, "classname");
        if (className == null && !open.peek().isCase) {
            className = open.peek().name;
        }
        String name = attribute(element, "name");
        return shortened(className == null || className.isEmpty() ? name : className + "." + name);
    }

    private static String shortened(String name) {
        return ShownText.line(name, LONGEST_NAME);
    }

    private static String attribute(XMLStreamReader element, String name) {
        String value = element.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
