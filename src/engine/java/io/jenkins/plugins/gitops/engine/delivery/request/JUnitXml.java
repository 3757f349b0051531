package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.CountedInput;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads test results in the format of Ant's JUnit task, which every test runner can write: {@code testcase} elements,
 * with a {@code failure}, {@code error} or {@code skipped} inside. The counts are made from the cases: the attributes of
 * {@code testsuite} are missing or wrong in practice.
 *
 * <p>An agent may send anything: document types and external entities are off, a file has at most 64 MiB, and of the names
 * of failed tests the first ones are kept, each up to 300 characters.
 */
public final class JUnitXml {

    private static final XMLInputFactory FACTORY = factory();
    private static final long LONGEST = 64L << 20;
    private static final int LONGEST_NAME = 300;

    private JUnitXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /**
     * Reads one file.
     *
     * @param name its name, for errors
     * @throws GitopsException when it is not XML, not test results, or too long
     */
    public static TestReport read(String name, InputStream xml) {
        Limited limited = new Limited(xml);
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(limited);
            skipToRoot(name, reader);
            String root = reader.getLocalName();
            if (!root.equals("testsuites") && !root.equals("testsuite")) {
                throw new GitopsException(
                        name + ":" + reader.getLocation().getLineNumber() + " begins with <" + root
                                + ">, which is not JUnit XML",
                        "Name the files that the test run writes; they begin with <testsuites> or <testsuite>");
            }
            return cases(reader);
        } catch (GitopsException e) {
            throw e;
        } catch (RuntimeException e) {
            // The JDK's parser meets faults of its own: it has no text for each error that it finds.
            throw malformed(name, 0, e);
        } catch (XMLStreamException e) {
            if (limited.exceeded()) {
                throw new GitopsException(
                        name + " is longer than " + (LONGEST >> 20) + " MiB",
                        "Have the run leave its output out of the results, or name less (junit: '...')");
            }
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw malformed(name, line, e);
        }
    }

    private static GitopsException malformed(String name, int line, Exception cause) {
        return new GitopsException(
                name + (line == 0 ? "" : ":" + line) + " is not well-formed XML",
                "See whether the test run was cut off while it wrote its results",
                cause);
    }

    private static void skipToRoot(String name, XMLStreamReader reader) throws XMLStreamException {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.DTD) {
                throw new GitopsException(
                        name + ":" + reader.getLocation().getLineNumber() + " has a document type, which is refused",
                        "Have the run write JUnit XML without <!DOCTYPE ...>");
            }
        }
    }

    private static TestReport cases(XMLStreamReader reader) throws XMLStreamException {
        int total = 0;
        int skipped = 0;
        int failures = 0;
        List<String> failing = new ArrayList<>();
        String open = null;
        boolean failed = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (reader.getLocalName()) {
                    case "testcase" -> {
                        total++;
                        failed = false;
                        open = shortened(reader.getAttributeValue(null, "classname") + "."
                                + reader.getAttributeValue(null, "name"));
                    }
                    case "failure", "error" -> failed |= open != null;
                    case "skipped" -> skipped += open == null ? 0 : 1;
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && reader.getLocalName().equals("testcase")) {
                if (failed) {
                    failures++;
                    if (failing.size() < TestReport.MOST_NAMES) {
                        failing.add(open);
                    }
                }
                open = null;
            }
        }
        return new TestReport(0, total, failures, skipped, failing);
    }

    private static String shortened(String name) {
        return ShownText.line(name, LONGEST_NAME);
    }

    /** Ends with an error where the file goes on for too long. */
    private static final class Limited extends CountedInput {

        private long read;

        Limited(InputStream xml) {
            super(xml);
        }

        boolean exceeded() {
            return read > LONGEST;
        }

        @Override
        protected void came(byte[] buffer, int from, int count) throws IOException {
            read += count;
            if (exceeded()) {
                throw new IOException("too long");
            }
        }
    }
}
