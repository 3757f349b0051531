package io.jenkins.plugins.gitops.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal of this process, where it has one. */
public final class Terminal {

    private static final Path OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path ERRORS = Path.of("/proc/self/fd/2");
    private static final Path CONTROLLING = Path.of("/dev/tty");
    private static final int USUAL_WIDTH = 80;
    private static final int MOST_BYTES = 100;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,5} ([0-9]{1,5})\\s*");
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private Terminal() {}

    /** Whether a person is there who sees what is written and can answer. From Java 22 on there is a console without one too. */
    public static boolean hasPerson() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** Takes colours and cursor movements off where they would be garbage, or somebody does not want them. */
    public static void prepare() {
        if (System.getProperty("picocli.ansi") == null
                && !allowsColours(System.getenv(), hasPerson() && errorsAreSeen())
                && !System.getenv().containsKey("CLICOLOR_FORCE")) {
            System.setProperty("picocli.ansi", "false");
        }
    }

    /** By the conventions of no-color.org and bixense.com/clicolors, and the terminal's own kind. */
    static boolean allowsColours(Map<String, String> environment, boolean person) {
        String kind = environment.getOrDefault("TERM", WINDOWS ? "windows" : "");
        return person
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"0".equals(environment.get("CLICOLOR"))
                && !kind.isEmpty()
                && !kind.equals("dumb");
    }

    /** A console is of standard input and output; what people read while it goes on is on standard error. */
    private static boolean errorsAreSeen() {
        try {
            return Files.readSymbolicLink(ERRORS).startsWith("/dev");
        } catch (IOException | UnsupportedOperationException unknown) {
            return true;
        }
    }

    /**
     * How many columns a line of standard output may have. What goes into a file or a pipe is read by programs, so nothing of it
     * may be cut.
     */
    public static int width() {
        return outputIsSeen() ? columns().orElse(USUAL_WIDTH) : Integer.MAX_VALUE;
    }

    /** Without the system's word, a console says it: that is of standard input and output together. */
    private static boolean outputIsSeen() {
        try {
            String target = Files.readSymbolicLink(OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
            return hasPerson();
        }
    }

    /** Java does not say it. Empty where nobody knows, as on a serial line. */
    private static OptionalInt columns() {
        if (WINDOWS) {
            return OptionalInt.empty();
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(CONTROLLING.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // It reads no server and no file, so it ends at once.
            Matcher size =
                    SIZE.matcher(new String(stty.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.US_ASCII));
            return size.matches() && Integer.parseInt(size.group(1)) > 0
                    ? OptionalInt.of(Integer.parseInt(size.group(1)))
                    : OptionalInt.empty();
        } catch (IOException none) {
            return OptionalInt.empty();
        }
    }

    /** Standard output. A reader that goes away, as head does, is no error. */
    public static PrintWriter out() {
        return writer(FileDescriptor.out, System.out, "stdout.encoding");
    }

    /** Standard error. */
    public static PrintWriter err() {
        return writer(FileDescriptor.err, System.err, "stderr.encoding");
    }

    /** In UTF-8 whatever the locale says: containers and agents have none. Windows' consoles have code pages of their own. */
    private static PrintWriter writer(FileDescriptor stream, PrintStream usual, String consoleEncoding) {
        return WINDOWS
                ? new PrintWriter(usual, true, charset(consoleEncoding))
                : new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }

    /** The property is the JDK's own, from Java 19 on. Before, a console is written to in the system's default. */
    private static Charset charset(String consoleEncoding) {
        return Charset.forName(
                System.getProperty(consoleEncoding, Charset.defaultCharset().name()));
    }
}
