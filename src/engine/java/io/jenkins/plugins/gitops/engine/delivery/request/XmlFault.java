package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/**
 * Says what is wrong with a file that the XML parser gave up, and where. The parser's own text is read for the character that
 * it met: the numbers in it are the same in every language.
 */
final class XmlFault {

    private static final Pattern CHARACTER = Pattern.compile("0x([0-9a-f]{1,6})\\b");
    private static final Pattern REFERENCE = Pattern.compile("&#x?[0-9a-fA-F]{1,10}");
    private static final Pattern REASON = Pattern.compile("(?s)ParseError at \\[row,col\\]:\\[[^\\]]*\\]\\s*Message: ");
    private static final String CUT_OFF = "See whether the test run was cut off while it wrote its results";
    private static final String DECLARATION = "<?xml";
    private static final int LONGEST_REASON = 300;

    /** What the parser repeats of the file. It may be anything, so of all but these names nothing is shown. */
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"?");

    private static final Set<String> KNOWN = Set.of(
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "error",
            "skipped",
            "system-out",
            "system-err",
            "properties",
            "property",
            "name",
            "classname",
            "message");

    private final String name;
    private final WatchedXml bytes;
    private final boolean rootFound;

    /** @param rootFound whether the fault is behind the begin of the first element */
    XmlFault(String name, WatchedXml bytes, boolean rootFound) {
        this.name = name;
        this.bytes = bytes;
        this.rootFound = rootFound;
    }

    GitopsException of(XMLStreamException fault) {
        if (bytes.tooLong()) {
            return new GitopsException(
                    name + " is longer than " + (WatchedXml.LONGEST >> 20) + " MiB",
                    "Have the run leave its output out of the results, or name less (junit: '...')");
        }
        if (bytes.empty()) {
            return new GitopsException(name + " is empty", CUT_OFF, fault);
        }
        return beforeTheRoot(fault)
                .or(() -> encoding(fault))
                .or(() -> character(fault))
                .orElseGet(() -> malformed(fault));
    }

    GitopsException withoutAReason(RuntimeException fault) {
        return new GitopsException(name + " is not well-formed XML", CUT_OFF, fault);
    }

    /** Something before the XML declaration, or a declaration that is not true. */
    private Optional<GitopsException> beforeTheRoot(XMLStreamException fault) {
        if (rootFound) {
            return Optional.empty();
        }
        String head = bytes.head();
        int declaration = head.indexOf(DECLARATION);
        if (declaration > 0) {
            String before = head.substring(0, declaration);
            String shown = before.isBlank() ? "a blank line or a blank" : "other text";
            long line = before.chars().filter(character -> character == '\n').count() + 1;
            return Optional.of(new GitopsException(
                    name + ":" + line + " has its XML declaration (" + DECLARATION + ") after " + shown
                            + "; XML allows nothing before it",
                    "Have the run write nothing into the file before " + DECLARATION + ", or leave the declaration out",
                    fault));
        }
        return bytes.declaredEncoding()
                .filter(declared -> declared.toLowerCase(Locale.ROOT).startsWith("utf-16"))
                .map(declared -> new GitopsException(
                        name + ":1 says that it is written in " + declared + ", and it is not",
                        "Have the run declare the encoding that it writes: encoding=\"UTF-8\"",
                        fault));
    }

    private Optional<GitopsException> encoding(XMLStreamException fault) {
        if (!(fault.getNestedException() instanceof IOException)) {
            return Optional.empty();
        }
        return bytes.notUtf8()
                .map(bad -> new GitopsException(
                        name + ":" + bad.line() + " has the byte " + String.format("0x%02X", bad.value())
                                + " at offset " + bad.offset() + ", which is not UTF-8",
                        "Have the run write UTF-8, or declare what it writes, as in <?xml version=\"1.0\""
                                + " encoding=\"ISO-8859-1\"?>",
                        fault));
    }

    /** A character that XML does not know, as it is or as a reference. */
    private Optional<GitopsException> character(XMLStreamException fault) {
        String reason = reason(fault);
        Matcher reference = REFERENCE.matcher(reason);
        Matcher character = CHARACTER.matcher(reason);
        String what;
        if (reference.find()) {
            what = "the character reference " + reference.group() + ";";
        } else if (character.find()) {
            what = "the character U+" + String.format(Locale.ROOT, "%04X", Integer.parseInt(character.group(1), 16));
        } else {
            return Optional.empty();
        }
        return Optional.of(new GitopsException(
                place(fault) + " has " + what + ", which XML does not allow",
                "Have the run leave control characters, such as the colours of a terminal, out of its results (often"
                        + " NO_COLOR=1, or --no-color)",
                fault));
    }

    private GitopsException malformed(XMLStreamException fault) {
        String shown = QUOTED.matcher(reason(fault))
                .replaceAll(quoted -> KNOWN.contains(quoted.group(1).replaceAll("[</>]", ""))
                        ? Matcher.quoteReplacement(quoted.group())
                        : "\"...\"");
        String reason = ShownText.line(shown, LONGEST_REASON).strip();
        return new GitopsException(
                place(fault) + " is not well-formed XML"
                        + (reason.isEmpty() ? "" : ": " + reason.replaceFirst("\\.$", "")),
                CUT_OFF,
                fault);
    }

    private static String reason(XMLStreamException fault) {
        return fault.getMessage() == null
                ? ""
                : REASON.matcher(ShownText.cut(fault.getMessage(), TextLimits.LINE))
                        .replaceFirst("");
    }

    /** With line and column, both from 1. */
    private String place(XMLStreamException fault) {
        return fault.getLocation() == null || fault.getLocation().getLineNumber() < 1
                ? name
                : name + ":" + fault.getLocation().getLineNumber() + ":"
                        + fault.getLocation().getColumnNumber();
    }
}
