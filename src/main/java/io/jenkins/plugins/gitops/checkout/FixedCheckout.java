package io.jenkins.plugins.gitops.checkout;

import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.plugins.git.util.DefaultBuildChooser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkout whose definition alone says what is checked out: one remote, one branch, tag or commit that is written out, and
 * branches under their own names.
 */
final class FixedCheckout {

    /** A part of a refspec that brings the branches of a repository under their own names. */
    private static final Pattern OWN_NAME = Pattern.compile("\\+?refs/heads/(.+):refs/remotes/[^/*]+/(.+)");

    /** A specifier that names the remote. Of another remote, it is a branch whose own name begins so. */
    private static final Pattern OF_REMOTE = Pattern.compile("^(?:(?:refs/)?remotes/([^/]+)/|(origin)/)");

    private FixedCheckout() {}

    static boolean is(GitSCM scm) {
        if (scm.getBranches().size() != 1 || scm.getUserRemoteConfigs().size() != 1) {
            return false;
        }
        UserRemoteConfig remote = scm.getUserRemoteConfigs().get(0);
        String url = remote.getUrl();
        boolean chosenByName = scm.getBuildChooser().getClass() == DefaultBuildChooser.class;
        return chosenByName
                && url != null
                && !url.contains("$")
                && isWrittenOut(scm.getBranches().get(0).getName(), remote.getName())
                && keepsNames(remote.getRefspec());
    }

    private static boolean isWrittenOut(String specifier, String remote) {
        String name = specifier.startsWith("*/") ? specifier.substring(2) : specifier;
        if (name.isBlank() || name.contains("*") || name.contains("$") || name.startsWith(":")) {
            return false;
        }
        Matcher named = OF_REMOTE.matcher(name);
        if (!named.find()) {
            return true;
        }
        String ofRemote = named.group(1) == null ? named.group(2) : named.group(1);
        return ofRemote.equals(remote == null || remote.isBlank() ? "origin" : remote);
    }

    private static boolean keepsNames(String refspec) {
        if (refspec == null || refspec.isBlank()) {
            return true;
        }
        for (String each : refspec.strip().split("\\s+")) {
            Matcher parts = OWN_NAME.matcher(each);
            if (each.contains("$") || !parts.matches() || !parts.group(1).equals(parts.group(2))) {
                return false;
            }
        }
        return true;
    }
}
