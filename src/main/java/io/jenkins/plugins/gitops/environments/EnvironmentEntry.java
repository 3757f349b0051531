package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** An environment that jobs deliver to: its cluster and repository, its rules, and the jobs and branches that may use it. */
public class EnvironmentEntry extends AbstractDescribableImpl<EnvironmentEntry> {

    private final String name;
    private String cluster;
    private String namespace;
    private String allowedNamespaces;
    private String allowedJobs;
    private String allowedBranches;
    private String allowedUsers;
    private String allowedGroups;
    private AutomaticBuilds automatic = AutomaticBuilds.UNLESS_NAMED;
    private String repository;
    private String branch;
    private String credentialsId;
    private boolean clusterScoped;
    private boolean requireTests;
    private boolean prune;
    private Integer pruneLimit;
    private boolean forceConflicts;
    private boolean adoptAndReplace;
    private boolean allowDelete;
    private OnFailure onFailure = OnFailure.ROLLBACK;
    private int timeoutSeconds = 600;
    private int graceSeconds;
    private CommitSettings commits = new CommitSettings();
    private int driftMinutes;
    private String driftIgnore;
    private boolean selfHeal;
    private boolean production;

    /** @param name how steps name it; a DNS label */
    @DataBoundConstructor
    public EnvironmentEntry(String name) {
        this.name = Util.fixNull(name).trim();
    }

    public String getName() {
        return name;
    }

    /** The name of a {@link ClusterEntry}. */
    public String getCluster() {
        return cluster;
    }

    @DataBoundSetter
    public void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    /** The namespace of objects that name none, and of the inventory. */
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Other namespaces that objects may go to, separated by commas or spaces. */
    public String getAllowedNamespaces() {
        return allowedNamespaces;
    }

    @DataBoundSetter
    public void setAllowedNamespaces(String allowedNamespaces) {
        this.allowedNamespaces = Util.fixEmptyAndTrim(allowedNamespaces);
    }

    /** Full names of jobs, one a line; {@code *} stands for any part of a name, {@code **} for any. None by default. */
    public String getAllowedJobs() {
        return allowedJobs;
    }

    @DataBoundSetter
    public void setAllowedJobs(String allowedJobs) {
        this.allowedJobs = Util.fixEmptyAndTrim(allowedJobs);
    }

    /** Branches that may be delivered, one a line, with the same patterns. None by default. */
    public String getAllowedBranches() {
        return allowedBranches;
    }

    @DataBoundSetter
    public void setAllowedBranches(String allowedBranches) {
        this.allowedBranches = Util.fixEmptyAndTrim(allowedBranches);
    }

    /** Ids of the users who may deliver here, one a line. With no user and no group, all who have the permission. */
    public String getAllowedUsers() {
        return allowedUsers;
    }

    @DataBoundSetter
    public void setAllowedUsers(String allowedUsers) {
        this.allowedUsers = Util.fixEmptyAndTrim(allowedUsers);
    }

    /** Names of the groups whose members may deliver here, one a line. */
    public String getAllowedGroups() {
        return allowedGroups;
    }

    @DataBoundSetter
    public void setAllowedGroups(String allowedGroups) {
        this.allowedGroups = Util.fixEmptyAndTrim(allowedGroups);
    }

    /** Whether builds without a person may deliver here. */
    public AutomaticBuilds getAutomatic() {
        return automatic == null ? AutomaticBuilds.UNLESS_NAMED : automatic;
    }

    @DataBoundSetter
    public void setAutomatic(AutomaticBuilds automatic) {
        this.automatic = automatic;
    }

    /** Whether a person has to be behind each build that delivers here. */
    public boolean refusesAutomatic() {
        return switch (getAutomatic()) {
            case UNLESS_NAMED -> allowedUsers != null || allowedGroups != null;
            case ALLOWED -> false;
            case REFUSED -> true;
        };
    }

    /** The lines of a list of users or groups, whose names may have blanks. */
    public static List<String> names(String lines) {
        return Util.fixNull(lines)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** URL of a config repository that holds the manifests; absent for the repository that was built. */
    public String getRepository() {
        return repository;
    }

    @DataBoundSetter
    public void setRepository(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    /** Branch that holds the desired state; absent for the one that was built. */
    public String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public void setBranch(String branch) {
        this.branch = Util.fixEmptyAndTrim(branch);
    }

    /** The credential of the write-back: a user and a password or token, or a private key, that may push. */
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public boolean isClusterScoped() {
        return clusterScoped;
    }

    @DataBoundSetter
    public void setClusterScoped(boolean clusterScoped) {
        this.clusterScoped = clusterScoped;
    }

    public boolean isRequireTests() {
        return requireTests;
    }

    @DataBoundSetter
    public void setRequireTests(boolean requireTests) {
        this.requireTests = requireTests;
    }

    public boolean isPrune() {
        return prune;
    }

    @DataBoundSetter
    public void setPrune(boolean prune) {
        this.prune = prune;
    }

    /** How many objects one delivery may prune; the usual number in a configuration that is older than this field. */
    public int getPruneLimit() {
        return pruneLimit == null ? PruneLimit.DEFAULT.objects() : pruneLimit;
    }

    @DataBoundSetter
    public void setPruneLimit(int pruneLimit) {
        this.pruneLimit = pruneLimit;
    }

    public boolean isForceConflicts() {
        return forceConflicts;
    }

    @DataBoundSetter
    public void setForceConflicts(boolean forceConflicts) {
        this.forceConflicts = forceConflicts;
    }

    /** Whether steps may adopt and replace objects that are there already. */
    public boolean isAdoptAndReplace() {
        return adoptAndReplace;
    }

    @DataBoundSetter
    public void setAdoptAndReplace(boolean adoptAndReplace) {
        this.adoptAndReplace = adoptAndReplace;
    }

    /** Whether steps may delete an application with all that its deliveries made. */
    public boolean isAllowDelete() {
        return allowDelete;
    }

    @DataBoundSetter
    public void setAllowDelete(boolean allowDelete) {
        this.allowDelete = allowDelete;
    }

    public OnFailure getOnFailure() {
        return onFailure == null ? OnFailure.ROLLBACK : onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    public int getTimeoutSeconds() {
        return timeoutSeconds;
    }

    @DataBoundSetter
    public void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    public int getGraceSeconds() {
        return graceSeconds;
    }

    @DataBoundSetter
    public void setGraceSeconds(int graceSeconds) {
        this.graceSeconds = graceSeconds;
    }

    /** How deliveries to it write to Git. */
    public CommitSettings getCommits() {
        return commits == null ? new CommitSettings() : commits;
    }

    @DataBoundSetter
    public void setCommits(CommitSettings commits) {
        this.commits = commits;
    }

    /** How many minutes pass from one look at its drift to the next; 0 for none. */
    public int getDriftMinutes() {
        return driftMinutes;
    }

    @DataBoundSetter
    public void setDriftMinutes(int driftMinutes) {
        this.driftMinutes = driftMinutes;
    }

    /** Fields that are left to others, one a line, as {@link IgnoreRules#parse} reads them. */
    public String getDriftIgnore() {
        return driftIgnore;
    }

    @DataBoundSetter
    public void setDriftIgnore(String driftIgnore) {
        this.driftIgnore = Util.fixEmptyAndTrim(driftIgnore);
    }

    /** Whether what drifted is put back. */
    public boolean isSelfHeal() {
        return selfHeal;
    }

    @DataBoundSetter
    public void setSelfHeal(boolean selfHeal) {
        this.selfHeal = selfHeal;
    }

    /** Whether users are there: its delivery figures come first. */
    public boolean isProduction() {
        return production;
    }

    @DataBoundSetter
    public void setProduction(boolean production) {
        this.production = production;
    }

    /** What is neither compared nor put back. */
    public IgnoreRules ignored() {
        return EntryChecks.ignoreRules(driftIgnore);
    }

    /** Where its objects may be. */
    public DeployScope scope() {
        List<String> namespaces = Stream.of(Util.fixNull(allowedNamespaces).split("[\\s,]+"))
                .filter(each -> !each.isEmpty())
                .toList();
        return DeployScope.of(namespace == null ? "default" : namespace)
                .withAllowed(namespaces)
                .withClusterScoped(clusterScoped);
    }

    /** The options of deliveries to it, where a step sets none. */
    public DeployOptions options() {
        DeployScope scope = scope();
        DeployOptions usual = DeployOptions.in(scope.namespace());
        return usual.with(scope)
                .with(getOnFailure())
                .with(usual.patience()
                        .withTimeout(Duration.ofSeconds(timeoutSeconds))
                        .withGrace(Duration.ofSeconds(graceSeconds)))
                .with(usual.safety().withRequireTests(requireTests).withForce(forceConflicts))
                .with(new Pruning(prune, new PruneLimit(getPruneLimit())))
                .with(getCommits().getTags())
                .with(getCommits().style())
                .with(SyncLimits.NONE.ignoring(ignored()));
    }

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    Optional<String> problem() {
        return EntryChecks.name(name)
                .or(() -> EntryChecks.optional(namespace, EntryChecks::name))
                .or(() -> EntryChecks.optional(allowedNamespaces, EntryChecks::names))
                .or(() -> EntryChecks.optional(allowedUsers, EntryChecks::people))
                .or(() -> EntryChecks.optional(allowedGroups, EntryChecks::people))
                .or(() -> EntryChecks.optional(repository, EntryChecks::repository))
                .or(() -> EntryChecks.optional(branch, EntryChecks::branch))
                .or(() -> EntryChecks.pruneLimit(getPruneLimit()))
                .or(() -> EntryChecks.timeout(timeoutSeconds))
                .or(() -> EntryChecks.grace(graceSeconds, timeoutSeconds))
                .or(() -> EntryChecks.driftMinutes(driftMinutes))
                .or(() -> EntryChecks.optional(driftIgnore, EntryChecks::driftIgnore))
                .or(() -> getCommits().problem())
                .or(() -> EntryChecks.readable(this::options))
                .map(text -> Messages.EnvironmentEntry_problem(name, text));
    }
}
