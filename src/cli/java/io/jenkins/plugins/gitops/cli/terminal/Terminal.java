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

/** The terminal of this process, where it has one. */
public final class Terminal {

    private static final Path ERRORS = Path.of("/proc/self/fd/2");
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
