package io.jenkins.plugins.gitops.forms;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.access.EnvironmentRules;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.GitopsJobProperty;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.OptionalJobProperty;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a {@link GitopsJobProperty}: the checks of its fields. */
@Extension
@Symbol("gitops")
public class JobPropertyForm extends OptionalJobProperty.OptionalJobPropertyDescriptor {

    public JobPropertyForm() {
        super(GitopsJobProperty.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.GitopsJobProperty_title();
    }

    @POST
    public FormValidation doCheckEnvironments(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
        if (job == null) {
            return FormValidation.ok();
        }
        job.checkPermission(Item.CONFIGURE);
        Optional<String> tooLong = EntryChecks.bounded(Util.fixNull(value), names -> Optional.empty());
        if (tooLong.isPresent()) {
            return EntryChecks.validation(tooLong);
        }
        List<String> allowed = EnvironmentRules.allowedByAdministrator(job);
        String others = GitopsJobProperty.names(Util.fixNull(value)).stream()
                .filter(name -> !allowed.contains(name))
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? FormValidation.ok(
                        allowed.isEmpty()
                                ? Messages.GitopsJobProperty_none()
                                : Messages.GitopsJobProperty_allowed(String.join(", ", allowed)))
                : FormValidation.warning(Messages.GitopsJobProperty_notAllowed(
                        others, allowed.isEmpty() ? "-" : String.join(", ", allowed)));
    }

    @POST
    public FormValidation doCheckApplication(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
        if (job == null) {
            return FormValidation.ok();
        }
        job.checkPermission(Item.CONFIGURE);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::name));
    }

    @POST
    public FormValidation doCheckManifests(@AncestorInPath Job<?, ?> job, @QueryParameter String value) {
        if (job == null) {
            return FormValidation.ok();
        }
        job.checkPermission(Item.CONFIGURE);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::folder));
    }
}
