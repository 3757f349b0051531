package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads test results in the format of Ant's JUnit task, which every test runner can write. What counts is in {@link
 * JUnitCases}.
 *
 * <p>An agent may send anything: document types and external entities are off, a file has at most 64 MiB and 500
 * elements in each other, and of the names of failed tests the first ones are kept, each up to 300 characters.
 */
public final class JUnitXml {

    private static final XMLInputFactory FACTORY = factory();
    private static final int DEEPEST = 500;

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
     * @throws GitopsException when it is not XML, not test results, or too long; it names the place, and the byte or
     *     character that is wrong there
     */
    public static TestReport read(String name, InputStream xml) {
        WatchedXml watched = new WatchedXml(xml);
        boolean rootFound = false;
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(watched);
            skipToRoot(name, reader);
            rootFound = true;
            String root = reader.getLocalName();
            if (!root.equals("testsuites") && !root.equals("testsuite")) {
                throw new GitopsException(
                        name + ":" + reader.getLocation().getLineNumber() + " begins with <" + root
                                + ">, which is not JUnit XML",
                        "Name the files that the test run writes; they begin with <testsuites> or <testsuite>");
            }
            return cases(name, reader);
        } catch (GitopsException e) {
            throw e;
        } catch (RuntimeException e) {
            // The JDK's parser meets faults of its own: it has no text for each error that it finds.
            throw new XmlFault(name, watched, rootFound).withoutAReason(e);
        } catch (XMLStreamException e) {
            throw new XmlFault(name, watched, rootFound).of(e);
        }
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

    /** From the root's begin to the document's end. */
    private static TestReport cases(String name, XMLStreamReader reader) throws XMLStreamException {
        JUnitCases cases = new JUnitCases();
        cases.start(reader);
        int depth = 1;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (++depth > DEEPEST) {
                    throw new GitopsException(
                            name + ":" + reader.getLocation().getLineNumber() + " nests more than " + DEEPEST
                                    + " elements in each other",
                            "Have the run write test suites that are less deep");
                }
                cases.start(reader);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                cases.end(reader.getLocalName());
            }
        }
        return cases.report();
    }
}
