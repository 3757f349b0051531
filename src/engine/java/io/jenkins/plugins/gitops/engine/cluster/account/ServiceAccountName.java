package io.jenkins.plugins.gitops.engine.cluster.account;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Pattern;

/** A ServiceAccount, by its namespace and name. */
public record ServiceAccountName(String namespace, String name) {

    /** A DNS subdomain, as Kubernetes wants it; looked at only when it is not longer than this. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*");

    private static final int LONGEST_NAME = 253;

    /** @throws GitopsException when no ServiceAccount can have this name */
    public ServiceAccountName {
        DnsLabel.require(namespace, "the name of a namespace");
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(name, TextLimits.SHOWN) + "' cannot be the name of a ServiceAccount",
                    "Use lower-case letters, digits and '-', beginning with a letter or digit");
        }
    }

    /** {@code system:serviceaccount:NAMESPACE:NAME}, as servers name the user. */
    public String user() {
        return "system:serviceaccount:" + namespace + ":" + name;
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
