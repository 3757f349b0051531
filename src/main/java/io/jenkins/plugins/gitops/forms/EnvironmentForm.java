package io.jenkins.plugins.gitops.forms;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.User;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.access.WriteBackCredential;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of an {@link EnvironmentEntry}: the checks of its fields, its choices and its push test. */
@Extension
@Symbol("gitopsEnvironment")
public class EnvironmentForm extends Descriptor<EnvironmentEntry> {

    /** Each look-up of a user is one in memory; more lines are saved without one. */
    private static final int MOST_LOOKED_UP = 100;

    public EnvironmentForm() {
        super(EnvironmentEntry.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.EnvironmentEntry_title();
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.name(Util.fixNull(value).trim()));
    }

    @POST
    public FormValidation doCheckNamespace(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Util.fixEmptyAndTrim(value) == null
                ? FormValidation.warning(Messages.EnvironmentEntry_noNamespace())
                : EntryChecks.validation(EntryChecks.name(value.trim()));
    }

    @POST
    public FormValidation doCheckAllowedNamespaces(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::names));
    }

    @POST
    public FormValidation doCheckRepository(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::repository));
    }

    @POST
    public FormValidation doCheckBranch(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::branch));
    }

    @POST
    public FormValidation doCheckPruneLimit(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.number(value, EntryChecks::pruneLimit));
    }

    @POST
    public FormValidation doCheckDriftMinutes(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.number(value, EntryChecks::driftMinutes));
    }

    @POST
    public FormValidation doCheckDriftIgnore(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::driftIgnore));
    }

    @POST
    public FormValidation doCheckSelfHeal(@QueryParameter boolean value, @QueryParameter int driftMinutes) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value && driftMinutes == 0
                ? FormValidation.warning(Messages.EnvironmentEntry_healsNothing())
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckTimeoutSeconds(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.number(value, EntryChecks::timeout));
    }

    @POST
    public FormValidation doCheckGraceSeconds(@QueryParameter String value, @QueryParameter int timeoutSeconds) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.number(value, seconds -> EntryChecks.grace(seconds, timeoutSeconds)));
    }

    @POST
    public FormValidation doCheckCluster(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Util.fixEmptyAndTrim(value) == null
                ? FormValidation.warning(Messages.EnvironmentEntry_noCluster())
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckAllowedJobs(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return allowed(value, Messages.EnvironmentEntry_noJobs());
    }

    @POST
    public FormValidation doCheckAllowedBranches(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return allowed(value, Messages.EnvironmentEntry_noBranches());
    }

    /** A user whom Jenkins does not know yet may be right: it learns of one when he logs in. */
    @POST
    public FormValidation doCheckAllowedUsers(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FormValidation names = EntryChecks.validation(EntryChecks.optional(value, EntryChecks::people));
        return names.kind != FormValidation.Kind.OK
                ? names
                : EnvironmentEntry.names(value).stream()
                        .limit(MOST_LOOKED_UP)
                        .filter(id -> User.getById(id, false) == null)
                        .findFirst()
                        .map(id -> FormValidation.warning(
                                Messages.EnvironmentEntry_unknownUser(ShownText.line(id, TextLimits.SHOWN))))
                        .orElse(names);
    }

    @POST
    public FormValidation doCheckAllowedGroups(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FormValidation names = EntryChecks.validation(EntryChecks.optional(value, EntryChecks::people));
        return names.kind == FormValidation.Kind.OK
                        && EnvironmentEntry.names(value).stream().anyMatch("authenticated"::equalsIgnoreCase)
                ? FormValidation.warning(Messages.EnvironmentEntry_everybody())
                : names;
    }

    private static FormValidation allowed(String value, String none) {
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.warning(none) : FormValidation.ok();
    }

    /** The saved clusters. One that was named by configuration as code and is gone stays visible. */
    @POST
    public ListBoxModel doFillClusterItems(@QueryParameter String cluster) {
        ListBoxModel choice = new ListBoxModel();
        String current = Util.fixNull(cluster);
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            choice.add(current);
            return choice;
        }
        choice.add(Messages.EnvironmentEntry_chooseCluster(), "");
        GitopsConfiguration.get().getClusters().forEach(entry -> choice.add(entry.getName()));
        if (!current.isEmpty() && choice.stream().noneMatch(option -> option.value.equals(current))) {
            choice.add(current);
        }
        return choice;
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(
            @QueryParameter String repository, @QueryParameter String credentialsId) {
        return CredentialsChoice.of(WriteBackCredential.TYPES, repository, credentialsId);
    }

    /** Whether deliveries may do in the namespace what they all do, with the saved cluster and the values in the form. */
    @POST
    public FormValidation doTestCluster(@QueryParameter String cluster, @QueryParameter String namespace) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        EnvironmentEntry entry = new EnvironmentEntry("test");
        entry.setNamespace(namespace);
        return GitopsConfiguration.get()
                .cluster(Util.fixNull(cluster))
                .map(saved -> ClusterConnectionCheck.of(
                        saved, Optional.of(entry.scope().namespace())))
                .orElseGet(() -> FormValidation.error(Messages.ClusterConnectionCheck_noCluster()));
    }

    /** Whether the write-back may push, with the values in the form, saved or not. */
    @POST
    public FormValidation doTestRepository(
            @QueryParameter String name,
            @QueryParameter String repository,
            @QueryParameter String branch,
            @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        EnvironmentEntry entry = new EnvironmentEntry(name);
        entry.setRepository(repository);
        entry.setBranch(branch);
        entry.setCredentialsId(credentialsId);
        return PushAccessCheck.of(entry);
    }
}
