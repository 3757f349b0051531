package io.jenkins.plugins.gitops.builds;

import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the last {@code gitopsDeploy} of a build ended, as environment variables of the build: a step that failed has returned
 * nothing, and {@code post { failure { ... } }} is to know it all the same. Stored in the build's XML.
 *
 * <p>Reasons hold the words of others, such as a container's log, and variables go into scripts. So a value is one line of at most
 * {@value #LONGEST} characters, without those that a shell or a batch file would obey.
 */
public final class DeliveryVariables extends InvisibleAction implements EnvironmentContributingAction {

    private static final int LONGEST = 500;

    /** What ends a command, begins another one or puts a value in, in sh and in cmd.exe. */
    private static final String OBEYED = "$`&|;<>^%!\"\\";

    // Replaced, never changed in place: the build may be saved by another thread at any time.
    private volatile Map<String, String> values = new TreeMap<>();

    /**
     * Sets them in place of those of an earlier step.
     *
     * @param values by the names of the variables
     */
    public static void set(Run<?, ?> run, Map<String, String> values) throws IOException {
        DeliveryVariables there;
        synchronized (DeliveryVariables.class) {
            there = run.getAction(DeliveryVariables.class);
            if (there == null) {
                there = new DeliveryVariables();
                run.addAction(there);
            }
        }
        Map<String, String> next = new TreeMap<>();
        values.forEach((name, value) -> next.put(name, harmless(value)));
        there.values = next;
        run.save();
    }

    /** A value in one line that no shell obeys. */
    static String harmless(String value) {
        StringBuilder safe = new StringBuilder();
        ShownText.line(value, LONGEST)
                .codePoints()
                .forEach(character -> safe.appendCodePoint(OBEYED.indexOf(character) < 0 ? character : '_'));
        return safe.toString();
    }

    @Override
    public void buildEnvironment(Run<?, ?> run, EnvVars env) {
        env.putAll(values);
    }

    /** A build.xml in which they are missing still loads. */
    private Object readResolve() {
        if (values == null) {
            values = new TreeMap<>();
        }
        return this;
    }
}
