package io.jenkins.plugins.gitops.access;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuildCheckout;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.checkout.DesiredStateRepository;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.Messages;
import io.jenkins.plugins.gitops.environments.NamePatterns;
import java.util.List;
import java.util.Optional;

/** Which environments a job may use: by the administrator's lists, and by the job's own list, which can only narrow them. */
public final class EnvironmentRules {

    private static final String ASK = "Ask an administrator to allow it, at " + Messages.GitopsConfiguration_place();

    private final Job<?, ?> job;

    EnvironmentRules(Job<?, ?> job) {
        this.job = job;
    }

    /** The names of the environments that the administrator allows to a job. The job's own list is ignored. */
    public static List<String> allowedByAdministrator(Job<?, ?> job) {
        EnvironmentRules rules = new EnvironmentRules(job);
        return GitopsConfiguration.get().getEnvironments().stream()
                .filter(rules::allowsJob)
                .map(EnvironmentEntry::getName)
                .sorted()
                .toList();
    }

    /**
     * The environments that a job may deliver to, as far as this is known without a build. Outside of a multibranch project
     * only a build knows its branch.
     */
    static List<EnvironmentEntry> deliverable(Job<?, ?> job) {
        EnvironmentRules rules = new EnvironmentRules(job);
        return GitopsConfiguration.get().getEnvironments().stream()
                .filter(entry ->
                        rules.allowsJob(entry) && rules.allowedByJob(entry.getName()) && rules.allowsHead(entry))
                .toList();
    }

    private boolean allowsHead(EnvironmentEntry environment) {
        NamePatterns allowed = NamePatterns.of(environment.getAllowedBranches());
        return BuiltHead.of(job)
                .map(head -> head.planOnly().isEmpty()
                        && head.branch().filter(allowed::allow).isPresent())
                .orElse(true);
    }

    /** @throws GitopsException when the environment does not exist, or this job or the build's branch may not use it */
    EnvironmentEntry require(String name, Run<?, ?> build) {
        EnvironmentEntry environment = require(name);
        requireBranch(environment, build);
        return environment;
    }

    /** The same without a check of the branch, for reading what is delivered there. */
    EnvironmentEntry require(String name) {
        EnvironmentEntry environment = GitopsConfiguration.get()
                .environment(name)
                .orElseThrow(() -> new GitopsException(
                        "There is no environment '" + name + "'; " + mayUse(),
                        "Correct the name, or ask an administrator to add it at "
                                + Messages.GitopsConfiguration_place()));
        if (!allowsJob(environment)) {
            throw new GitopsException(
                    "The job " + BuiltHead.allowedAs(job) + " may not use the environment '" + name + "'; " + mayUse(),
                    ASK);
        }
        if (!allowedByJob(name)) {
            throw new GitopsException(
                    "The job's own configuration leaves out the environment '" + name + "'; " + mayUse(),
                    "Add it to the environments under GitOps on the job's configuration page");
        }
        return environment;
    }

    /** A tag and a branch of a fork are not checked: they have no branch of this repository, and only show the plan. */
    private void requireBranch(EnvironmentEntry environment, Run<?, ?> build) {
        NamePatterns allowed = NamePatterns.of(environment.getAllowedBranches());
        Optional<BuiltHead> head = BuiltHead.of(job);
        if (allowed.allowAll() || head.isPresent() && head.get().branch().isEmpty()) {
            return;
        }
        String branch = head.flatMap(BuiltHead::branch)
                .or(() ->
                        DesiredStateRepository.of(environment, build).checkout().flatMap(BuildCheckout::branch))
                .orElseThrow(() -> new GitopsException(
                        "The environment '" + environment.getName()
                                + "' is for certain branches, and it is not known which branch this build is of",
                        "Check out one branch by its name before, not a tag, a commit or a pattern"));
        if (!allowed.allow(branch)) {
            throw new GitopsException(
                    "The branch " + branch + " may not use the environment '" + environment.getName() + "'", ASK);
        }
    }

    private boolean allowsJob(EnvironmentEntry environment) {
        return NamePatterns.of(environment.getAllowedJobs()).allow(BuiltHead.allowedAs(job));
    }

    private boolean allowedByJob(String name) {
        GitopsJobProperty property = job.getProperty(GitopsJobProperty.class);
        return property == null || property.allows(name);
    }

    private String mayUse() {
        List<String> names =
                allowedByAdministrator(job).stream().filter(this::allowedByJob).toList();
        return names.isEmpty() ? "this job may use none" : "this job may use " + String.join(", ", names);
    }
}
