package io.jenkins.plugins.gitops.cli.start;

import io.jenkins.plugins.gitops.cli.GitopsCommand;
import io.jenkins.plugins.gitops.cli.version.BuildVersion;
import java.util.Map;
import java.util.Set;

/** Starts the command line. Asked for the version alone, it loads none of the libraries. */
public final class Main {

    private static final Set<String> VERSION = Set.of("--version", "-V", "version");

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && VERSION.contains(arguments[0])) {
            System.out.println(BuildVersion.current().text());
            return;
        }
        // fabric8 puts the client's key into a key store that stays in this process's memory. By default the JDK
        // derives the key that it is encrypted with in 10,000 rounds, twice: a tenth of a delivery's processor time.
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
        useHomeOf(System.getenv());
        GitopsCommand.main(arguments);
    }

    /** As kubectl and git do. Java asks the system for the user's folder, and takes "?" for one that it does not know. */
    private static void useHomeOf(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        if (home.startsWith("/")) {
            System.setProperty("user.home", home);
        }
    }
}
