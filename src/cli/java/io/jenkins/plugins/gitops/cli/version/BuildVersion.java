package io.jenkins.plugins.gitops.cli.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What runs here. It needs no library: {@code gitops --version} is asked by scripts, and has to be fast.
 *
 * @param version as in the POM
 * @param commit the full id of the commit that was built, with {@code -dirty} behind it where files that Git knows were not as in it;
 *     empty where there was no Git
 * @param java the version of Java that runs this
 * @param javaHome its folder
 */
public record BuildVersion(String version, Optional<String> commit, String java, String javaHome) {

    private static final String FILE = "version.properties";

    /** Of this process. */
    public static BuildVersion current() {
        Properties built = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream(FILE)) {
            // Classes that an editor compiled have no such file.
            if (in != null) {
                built.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(built, System.getProperty("java.version"), System.getProperty("java.home"));
    }

    static BuildVersion of(Properties built, String java, String javaHome) {
        String commit = built.getProperty("commit", "");
        return new BuildVersion(
                built.getProperty("version", "(not packaged)"),
                commit.isEmpty() ? Optional.empty() : Optional.of(commit),
                java,
                javaHome);
    }

    /** For people; the first line is the version alone. */
    public String text() {
        return "gitops " + version + "\ncommit " + commit.orElse("unknown") + "\nJava " + java + " (" + javaHome + ")";
    }
}
