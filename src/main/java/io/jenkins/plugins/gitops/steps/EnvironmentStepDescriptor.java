package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import jenkins.scm.api.SCMSourceOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a step that does something in an environment: the choices and checks that all of them have. */
public abstract class EnvironmentStepDescriptor extends StepDescriptor {

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, FlowNode.class, TaskListener.class);
    }

    /** The environments that the job may use. Other names can be typed: a job of another page may use others. */
    @POST
    public ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
        return new ComboBoxModel(environments(item));
    }

    @POST
    public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
        if (Util.fixEmptyAndTrim(value) == null) {
            return FormValidation.validateRequired(value);
        }
        FormValidation name = check(value.trim(), given -> new DeliveryTarget("application", given));
        List<String> allowed = environments(item);
        return name.kind != FormValidation.Kind.OK || allowed.isEmpty() || allowed.contains(value.trim())
                ? name
                : FormValidation.warning(Messages.DeployStep_notAllowed(value.trim(), String.join(", ", allowed)));
    }

    @POST
    public FormValidation doCheckApplication(@QueryParameter String value) {
        return optional(value, name -> new DeliveryTarget(name, "environment"));
    }

    @POST
    public FormValidation doCheckFile(@QueryParameter String value) {
        return optional(value, TreePath::of);
    }

    @POST
    public FormValidation doCheckManifests(@QueryParameter String value) {
        String path = Util.fixNull(value).trim();
        return path.startsWith("/") || path.contains("..")
                ? FormValidation.error(Messages.DeployStep_manifestsOutside())
                : check(path, any -> any);
    }

    @POST
    public FormValidation doCheckValues(@QueryParameter String value) {
        return check(
                Util.fixNull(value),
                list -> ObjectNames.in(list).stream().map(TreePath::of).toList());
    }

    /** A list of names as a form field shows it. */
    public final String lines(List<String> names) {
        return ObjectNames.lines(names);
    }

    /** None for who may not configure the job. */
    static List<String> environments(Item item) {
        return item instanceof Job<?, ?> job && mayConfigure(job)
                ? EnvironmentAccess.environments(job).stream()
                        .map(EnvironmentEntry::getName)
                        .sorted()
                        .toList()
                : List.of();
    }

    /** Nobody may configure a branch of a multibranch project; who may configure the project may know. */
    private static boolean mayConfigure(Job<?, ?> job) {
        return job.hasPermission(Item.CONFIGURE)
                || job.getParent() instanceof SCMSourceOwner project && project.hasPermission(Item.CONFIGURE);
    }

    /** Of names of objects, one a line. */
    static FormValidation objects(String names) {
        return check(
                Util.fixNull(names),
                list -> ObjectNames.in(list).stream().map(ObjectSelector::parse).toList());
    }

    static FormValidation optional(String value, Function<String, ?> parse) {
        String given = Util.fixNull(value).trim();
        return given.isEmpty() ? FormValidation.ok() : check(given, parse);
    }

    static FormValidation check(String value, Function<String, ?> parse) {
        return EntryChecks.validation(
                EntryChecks.bounded(value, given -> EntryChecks.readable(() -> parse.apply(given))));
    }
}
