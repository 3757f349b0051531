package io.jenkins.plugins.gitops.cli.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Loads the classes that a delivery needs, and ends, so that a JVM with {@code -XX:ArchiveClassesAtExit} writes all of them into its
 * archive. The list is {@code classes.list}, which {@code dev/class-list} records. There are no lambdas here on purpose: proxies of
 * lambdas in an archive crashed some JVMs (OpenJDK 17.0.15), so there are to be none in it.
 */
public final class ArchivedClasses {

    private ArchivedClasses() {}

    public static void main(String[] arguments) throws IOException {
        ClassLoader loader = ArchivedClasses.class.getClassLoader();
        try (BufferedReader names = new BufferedReader(new InputStreamReader(
                ArchivedClasses.class.getResourceAsStream("classes.list"), StandardCharsets.US_ASCII))) {
            for (String name = names.readLine(); name != null; name = names.readLine()) {
                try {
                    Class.forName(name, false, loader);
                } catch (ClassNotFoundException | LinkageError otherJava) {
                    // A class of the JDK that was recorded is in no other version.
                    continue;
                }
            }
        }
    }
}
