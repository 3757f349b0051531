package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
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
 * {@code testsuite} are missing or wrong in practice. Document types and external entities are off.
 */
public final class JUnitXml {

    private static final XMLInputFactory FACTORY = factory();

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
     * @throws GitopsException when it is not XML, or not test results
     */
    public static TestReport read(String name, InputStream xml) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(xml);
            reader.nextTag();
            String root = reader.getLocalName();
            if (!root.equals("testsuites") && !root.equals("testsuite")) {
                throw new GitopsException(
                        name + ":" + reader.getLocation().getLineNumber() + " begins with <" + root
                                + ">, which is not JUnit XML",
                        "Name the files that the test run writes; they begin with <testsuites> or <testsuite>");
            }
            return cases(reader);
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new GitopsException(
                    name + ":" + line + " is not well-formed XML",
                    "See whether the test run was cut off while it wrote its results",
                    e);
        }
    }

    private static TestReport cases(XMLStreamReader reader) throws XMLStreamException {
        int total = 0;
        int skipped = 0;
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
                        open = reader.getAttributeValue(null, "classname") + "."
                                + reader.getAttributeValue(null, "name");
                    }
                    case "failure", "error" -> failed |= open != null;
                    case "skipped" -> skipped += open == null ? 0 : 1;
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && reader.getLocalName().equals("testcase")) {
                if (failed) {
                    failing.add(open);
                }
                open = null;
            }
        }
        return new TestReport(0, total, failing.size(), skipped, failing);
    }
}
