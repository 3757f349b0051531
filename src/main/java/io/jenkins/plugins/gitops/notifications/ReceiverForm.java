package io.jenkins.plugins.gitops.notifications;

import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form of a kind of receiver: the checks of the fields that all have, and the test. */
public abstract class ReceiverForm extends Descriptor<ReceiverEntry> {

    protected ReceiverForm(Class<? extends ReceiverEntry> kind) {
        super(kind);
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.name(Util.fixNull(value).trim()));
    }

    /** A name of nothing is allowed, as the environment may be added later. */
    @POST
    public FormValidation doCheckEnvironments(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Optional<String> problem = EntryChecks.optional(value, EntryChecks::names);
        if (problem.isPresent()) {
            return EntryChecks.validation(problem);
        }
        String unknown = EntryChecks.words(value).stream()
                .filter(name -> GitopsConfiguration.get().environment(name).isEmpty())
                .collect(Collectors.joining(", "));
        return unknown.isEmpty()
                ? FormValidation.ok()
                : FormValidation.warning(Messages.ReceiverForm_noEnvironment(unknown));
    }

    @POST
    public FormValidation doCheckApplications(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::names));
    }

    @POST
    public FormValidation doCheckJobs(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::patterns));
    }

    @POST
    public FormValidation doCheckEvents(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::events));
    }

    @POST
    public ListBoxModel doFillLanguageItems() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ListBoxModel choice = new ListBoxModel();
        choice.add("English", MessageLanguage.ENGLISH.word());
        choice.add("\u4e2d\u6587", MessageLanguage.CHINESE.word());
        return choice;
    }

    /** Sends a test with the values in the form, saved or not. */
    @POST
    public FormValidation doTest(StaplerRequest2 request) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        JSONObject values = new JSONObject();
        request.getParameterMap().forEach((field, value) -> values.put(field, value[0]));
        return ReceiverTest.of((ReceiverEntry) request.bindJSON(clazz, values));
    }
}
