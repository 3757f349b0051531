package io.jenkins.plugins.gitops.checkout;

import hudson.EnvVars;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Run;
import java.util.Optional;
import java.util.regex.Pattern;

/** The short name of a branch, from the forms in which the Git plugin writes it. */
public final class BranchName {

    private static final Pattern PREFIX =
            Pattern.compile("^(?:refs/remotes/[^/]+/|remotes/[^/]+/|refs/heads/|origin/|\\*/)");
    private static final Pattern NOT_ONE_BRANCH =
            Pattern.compile("[*?:$~^\\s]|^refs/|^tags/|^detached$|^HEAD$|^[0-9a-f]{40}$|^$");

    private BranchName() {}

    /** The name of a recorded branch; empty when what was built is no branch. */
    static Optional<String> recorded(String name) {
        return Optional.ofNullable(name)
                .map(text -> PREFIX.matcher(text).replaceFirst(""))
                .filter(text -> !NOT_ONE_BRANCH.matcher(text).find());
    }

    /** The name in a branch specifier, with the build's parameters expanded; empty when it may match several, or a tag. */
    public static Optional<String> specified(String specifier, Run<?, ?> build) {
        return recorded(parameters(build).expand(specifier));
    }

    /** The build's parameters without passwords: expanded texts are shown to users. */
    public static EnvVars parameters(Run<?, ?> build) {
        EnvVars variables = new EnvVars();
        for (ParametersAction action : build.getActions(ParametersAction.class)) {
            for (ParameterValue value : action.getParameters()) {
                if (!value.isSensitive()) {
                    value.buildEnvironment(build, variables);
                }
            }
        }
        return variables;
    }
}
