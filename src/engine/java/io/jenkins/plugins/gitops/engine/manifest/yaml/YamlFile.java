package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A YAML or JSON file as text and as nodes that know their position in it. No Java objects are constructed from the
 * nodes, so a tag may name any class without harm.
 */
public final class YamlFile {

    private static final Pattern LINE_END = Pattern.compile("[\\n\\r\u0085\u2028\u2029]");

    /** What the parser quotes of the file: an alias, a tag, some characters. It may be a password without quotes. */
    private static final Pattern QUOTED = Pattern.compile("(alias|handle|found:|allowed:) .*");

    /** How a Secret, or what makes one, says so. */
    private static final Pattern SECRET = Pattern.compile("\\bSecret|\\bsecretGenerator\\b");

    /** Characters that may be read again because of tabs: some hundred in a usual file, none in the largest one. */
    private static final int TAB_READINGS = 2 * 1024 * 1024;

    private final String path;
    private final String text;
    private final List<Node> documents;
    private String parsed;

    private YamlFile(String path, String text) {
        this.path = path;
        this.text = text;
        this.parsed = isJson() ? text.replace('\t', ' ') : text;
        this.documents = compose();
    }

    /**
     * Reads a file's content.
     *
     * @throws GitopsException with file and line, when it is not UTF-8, not YAML, or beyond the {@link YamlLimits}
     */
    public static YamlFile parse(String path, byte[] content) {
        return new YamlFile(path, decode(path, content));
    }

    public String path() {
        return path;
    }

    public String text() {
        return text;
    }

    /** The documents, those included that hold nothing. */
    public List<Node> documents() {
        return documents;
    }

    /** Whether a Secret is in the file, or is made by it: in doubt, it is. Then no message may quote a value. */
    public boolean mayHoldSecret() {
        return mayHoldSecret(text);
    }

    /** As above, for any text. */
    public static boolean mayHoldSecret(String text) {
        return SECRET.matcher(text).find();
    }

    public FileLocation at(Node node) {
        return at(node.getStartMark());
    }

    FileLocation at(Mark mark) {
        return new FileLocation(path, mark.getLine() + 1);
    }

    /** The line of an offset in the text, counted from 1. */
    public int line(int offset) {
        return (int) text.chars().limit(offset).filter(c -> c == '\n').count() + 1;
    }

    /** Where a mark is in the text: marks count code points, a text counts UTF-16 units. */
    public int offset(int codePoint) {
        return text.offsetByCodePoints(0, codePoint);
    }

    /** The text from a position to the end of its line, whatever YAML 1.1 takes for one. */
    public String restOfLine(int codePoint) {
        int from = offset(codePoint);
        Matcher end = LINE_END.matcher(text);
        return end.find(from) ? text.substring(from, end.start()) : text.substring(from);
    }

    /** Whether the file is JSON by its name: then it has no comments. */
    public boolean isJson() {
        return path.endsWith(".json");
    }

    /**
     * What the parser gets. JSON may be indented with tabs, which YAML forbids; inside a JSON string a tab cannot stand,
     * so in a JSON file every tab is a blank. Behind a key or a dash YAML allows tabs, and SnakeYAML does not; there they
     * are blanks too. Positions stay.
     */
    public String parsed() {
        return parsed;
    }

    private List<Node> compose() {
        // Each tab costs one more reading: what a large file may have of them is bounded.
        int readings = TAB_READINGS / Math.max(1, text.length());
        while (true) {
            try {
                return read();
            } catch (MarkedYAMLException e) {
                if (readings-- <= 0 || !blanked(e.getProblemMark())) {
                    Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
                    String context = e.getContext() == null ? "" : oneLine(e.getContext()) + ": ";
                    throw invalid(
                            mark == null ? 0 : mark.getLine() + 1, context + oneLine(String.valueOf(e.getProblem())));
                }
            }
        }
    }

    /** Whether there was a tab between tokens, other than in the line's indentation; it is a blank now. */
    private boolean blanked(Mark problem) {
        if (problem == null) {
            return false;
        }
        int at = parsed.offsetByCodePoints(0, problem.getIndex());
        boolean inside = at < parsed.length()
                && parsed.charAt(at) == '\t'
                && !parsed.substring(parsed.lastIndexOf('\n', at) + 1, at).isBlank();
        if (inside) {
            parsed = parsed.substring(0, at) + ' ' + parsed.substring(at + 1);
        }
        return inside;
    }

    private List<Node> read() {
        LoaderOptions options = YamlLimits.options();
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(
                new SafeConstructor(options), new Representer(unused), unused, options, new PlainScalar.NoResolution());
        try {
            List<Node> nodes = new ArrayList<>();
            yaml.composeAll(new StringReader(parsed())).forEach(nodes::add);
            return List.copyOf(nodes);
        } catch (MarkedYAMLException e) {
            throw e;
        } catch (ReaderException e) {
            throw invalid(
                    line(offset(e.getPosition())), "the character U+" + hex(e.getCodePoint()) + " is not allowed");
        } catch (YAMLException e) {
            throw invalid(0, oneLine(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // An escape that is cut off at the file's end is a number of no digits to SnakeYAML. Its message may quote
            // the file.
            throw invalid(0, "it ends within an escape such as \\u");
        } catch (StackOverflowError e) {
            throw invalid(0, "it is nested too deeply");
        }
    }

    /** Without the parser's own exception as its cause, which quotes the file. */
    private GitopsException invalid(int line, String problem) {
        return new GitopsException(
                new FileLocation(path, line) + ": not valid YAML: "
                        + QUOTED.matcher(problem).replaceFirst("$1 (not shown: it may be a secret)"),
                text.contains("{{") || text.contains("{%")
                        ? "Correct the file; template code belongs in Helm charts, not among manifests"
                        : "Correct the file");
    }

    private static String decode(String path, byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notUtf8(path, "it is not UTF-8", e);
        }
        // UTF-16 of plain letters is valid UTF-8 with NUL in it.
        if (text.indexOf('\0') >= 0) {
            throw notUtf8(path, "it holds NUL characters: a binary file, or UTF-16", null);
        }
        int line = 1;
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            checkLine(path, line++, end - start);
            start = end + 1;
        }
        checkLine(path, line, text.length() - start);
        return text;
    }

    private static void checkLine(String path, int line, int length) {
        if (length > YamlLimits.LINE) {
            throw FileProblems.at(
                    new FileLocation(path, line),
                    "the line is longer than " + YamlLimits.LINE + " characters",
                    "Break it, or keep large content out of manifests");
        }
    }

    private static GitopsException notUtf8(String path, String problem, Throwable cause) {
        return new GitopsException(path + ": " + problem, "Save the file as UTF-8", cause);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String hex(int codePoint) {
        return String.format("%04X", codePoint);
    }
}
