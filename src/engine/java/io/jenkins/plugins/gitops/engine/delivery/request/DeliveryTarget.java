package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Pattern;

/**
 * Application and environment. History, queue, inventory and metrics are kept for each pair.
 *
 * @param application name of the application
 * @param environment name of the environment
 */
public record DeliveryTarget(String application, String environment) {

    /** RFC 1123 label: the names become parts of object names and label values. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws GitopsException when a name is not a DNS label of up to 63 characters */
    public DeliveryTarget {
        check("application", application);
        check("environment", environment);
    }

    private static void check(String what, String name) {
        if (!LABEL.matcher(name).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(name, TextLimits.SHOWN) + "' cannot be the name of an " + what,
                    "Use up to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return application + " in " + environment;
    }
}
