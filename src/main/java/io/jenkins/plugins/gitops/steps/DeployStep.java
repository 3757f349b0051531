package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.history.RollbackTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.steps.request.DeployParameters;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code gitopsDeploy}: delivers the images of this build by one commit, and makes the cluster equal to it. When the rollout
 * fails, a second commit rolls it back. In a change request, a fork or a tag only the plan is shown.
 */
public final class DeployStep extends Step implements DeployParameters, Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FUNCTION = "gitopsDeploy";

    private final String environment;
    private String file;
    private String manifests;
    private List<String> values;
    private String application;
    private List<String> images = new ArrayList<>();
    private String onFailure;
    private Integer timeoutSeconds;
    private String tags;
    private String promoteFrom;
    private String rollbackTo;
    private boolean sync;
    private boolean changed;
    private boolean allowNewerManifests;
    private boolean releaseHold;
    private boolean newPlace;
    private boolean adopt;
    private List<String> adoptHelm;
    private List<String> replace;
    private boolean returnStatus;
    private String function;

    /** @param environment name of an environment that an administrator lets this job use */
    @DataBoundConstructor
    public DeployStep(String environment) {
        this.environment = Util.fixNull(environment).trim();
    }

    @Override
    public String getEnvironment() {
        return environment;
    }

    /** The gitops.yaml with what this step does not say, or its folder; that at the repository's root when absent. */
    @Override
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    /** Path of the manifests in the repository; the job's default when absent. */
    @Override
    public String getManifests() {
        return manifests;
    }

    @DataBoundSetter
    public void setManifests(String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** Paths of a chart's values files in the repository, each laid over those before it; null when there are none. */
    @Override
    public List<String> getValues() {
        return values;
    }

    @DataBoundSetter
    public void setValues(List<String> values) {
        this.values = ObjectNames.orNull(values);
    }

    /** Name of the application; the job's default, or the last part of the only image's name. */
    @Override
    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    /** Images with their digests; what {@code gitopsBuild} built in this build when there are none. */
    @Override
    public List<String> getImages() {
        return images;
    }

    @DataBoundSetter
    public void setImages(List<String> images) {
        this.images = new ArrayList<>(ObjectNames.in(images));
    }

    /** The environment whose healthy images are delivered, in place of this build's; none when absent. */
    @Override
    public String getPromoteFrom() {
        return promoteFrom;
    }

    @DataBoundSetter
    public void setPromoteFrom(String promoteFrom) {
        this.promoteFrom = Util.fixEmptyAndTrim(promoteFrom);
    }

    /** An earlier delivery to go back to, or {@code previous}; none when absent. */
    @Override
    public String getRollbackTo() {
        return rollbackTo;
    }

    @DataBoundSetter
    public void setRollbackTo(String rollbackTo) {
        this.rollbackTo = Util.fixEmptyAndTrim(rollbackTo);
    }

    /** Whether the cluster is made equal to the newest delivery again, and nothing is committed. */
    @Override
    public boolean isSync() {
        return sync;
    }

    @DataBoundSetter
    public void setSync(boolean sync) {
        this.sync = sync;
    }

    /** Whether nothing is delivered when the application is not touched since its newest healthy delivery. */
    @Override
    public boolean isChanged() {
        return changed;
    }

    @DataBoundSetter
    public void setChanged(boolean changed) {
        this.changed = changed;
    }

    /** What happens after a failed rollout, {@code rollback} or {@code stop}; the environment's setting when absent. */
    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        this.onFailure = Util.fixEmptyAndTrim(onFailure);
    }

    /** How the images' tags are written: {@code drop}, {@code keep} or {@code comment}; the environment's setting when absent. */
    public String getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(String tags) {
        this.tags = Util.fixEmptyAndTrim(tags);
    }

    /** Seconds that a rollout may take; the environment's setting when absent. */
    public Integer getTimeoutSeconds() {
        return timeoutSeconds;
    }

    @DataBoundSetter
    public void setTimeoutSeconds(Integer timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    public boolean isAllowNewerManifests() {
        return allowNewerManifests;
    }

    @DataBoundSetter
    public void setAllowNewerManifests(boolean allowNewerManifests) {
        this.allowNewerManifests = allowNewerManifests;
    }

    public boolean isReleaseHold() {
        return releaseHold;
    }

    @DataBoundSetter
    public void setReleaseHold(boolean releaseHold) {
        this.releaseHold = releaseHold;
    }

    /** Whether it may go to another namespace than the environment's deliveries before it. */
    public boolean isNewPlace() {
        return newPlace;
    }

    @DataBoundSetter
    public void setNewPlace(boolean newPlace) {
        this.newPlace = newPlace;
    }

    /** Whether objects that {@code kubectl apply} made are taken over. */
    public boolean isAdopt() {
        return adopt;
    }

    @DataBoundSetter
    public void setAdopt(boolean adopt) {
        this.adopt = adopt;
    }

    /** Objects that are taken over from their Helm release, as {@code KIND/NAME}; null when there are none. */
    public List<String> getAdoptHelm() {
        return adoptHelm;
    }

    @DataBoundSetter
    public void setAdoptHelm(List<String> adoptHelm) {
        this.adoptHelm = ObjectNames.orNull(adoptHelm);
    }

    /** Objects that may be deleted and created again, as {@code KIND/NAME}; null when there are none. */
    public List<String> getReplace() {
        return replace;
    }

    @DataBoundSetter
    public void setReplace(List<String> replace) {
        this.replace = ObjectNames.orNull(replace);
    }

    /** Whether the step returns a result where it would fail otherwise. */
    public boolean isReturnStatus() {
        return returnStatus;
    }

    @DataBoundSetter
    public void setReturnStatus(boolean returnStatus) {
        this.returnStatus = returnStatus;
    }

    /** The same, for another step that does a part of what this one does: messages name that one. */
    DeployStep askedAs(String other) {
        function = other;
        return this;
    }

    @Override
    public String function() {
        return function == null ? FUNCTION : function;
    }

    @Override
    public DeployOptions over(DeployOptions others) {
        DeployOptions.Patience patience = others.patience();
        return others.with(chosen("onFailure", onFailure, others.onFailure()))
                .with(timeoutSeconds == null ? patience : patience.withTimeout(Duration.ofSeconds(timeoutSeconds)))
                .with(others.safety()
                        .withAllowNewerManifests(allowNewerManifests)
                        .withReleaseHold(releaseHold)
                        .withNewPlace(newPlace))
                .with(chosen("tags", tags, others.tags()))
                .with(new TakeoverPolicy(
                        adopt || others.existing().adopt(),
                        adoptHelm == null ? others.existing().adoptHelm() : ObjectNames.selectors(adoptHelm),
                        replace == null ? others.existing().replace() : ObjectNames.selectors(replace)));
    }

    private static <E extends Enum<E>> E chosen(String parameter, String word, E otherwise) {
        if (word == null) {
            return otherwise;
        }
        E[] values = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(values)
                .filter(each -> each.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new GitopsException(
                        "gitopsDeploy has no value '" + word + "' for " + parameter,
                        "Write " + parameter + " as one of: "
                                + Arrays.stream(values)
                                        .map(each -> "'" + each.name().toLowerCase(Locale.ROOT) + "'")
                                        .collect(Collectors.joining(", "))));
    }

    @Override
    public StepExecution start(StepContext context) {
        return new DeployExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {

        @Override
        public String getFunctionName() {
            return FUNCTION;
        }

        @Override
        public String getDisplayName() {
            return Messages.DeployStep_displayName();
        }

        @POST
        public ComboBoxModel doFillPromoteFromItems(@AncestorInPath Item item) {
            return new ComboBoxModel(environments(item));
        }

        @POST
        public ListBoxModel doFillOnFailureItems() {
            return choice(OnFailure.values());
        }

        @POST
        public ListBoxModel doFillTagsItems() {
            return choice(TagStyle.values());
        }

        private static ListBoxModel choice(Enum<?>... values) {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.DeployStep_asTheEnvironment(), "");
            for (Enum<?> each : values) {
                items.add(each.name().toLowerCase(Locale.ROOT));
            }
            return items;
        }

        @POST
        public FormValidation doCheckImages(@QueryParameter String value) {
            return check(Util.fixNull(value), list -> ObjectNames.in(list).stream()
                    .map(ImageReference::parse)
                    .toList());
        }

        @POST
        public FormValidation doCheckPromoteFrom(@QueryParameter String value, @QueryParameter String environment) {
            String name = Util.fixNull(value).trim();
            if (name.isEmpty()) {
                return FormValidation.ok();
            }
            return name.equals(Util.fixNull(environment).trim())
                    ? FormValidation.error(Messages.DeployStep_promoteFromItself())
                    : check(name, each -> new DeliveryTarget("application", each));
        }

        @POST
        public FormValidation doCheckRollbackTo(@QueryParameter String value, @QueryParameter String promoteFrom) {
            return Util.fixEmptyAndTrim(value) == null || Util.fixEmptyAndTrim(promoteFrom) == null
                    ? optional(value, name -> {
                        RollbackTarget.requireName(name);
                        return name;
                    })
                    : FormValidation.error(Messages.DeployStep_rollbackOrPromotion());
        }

        @POST
        public FormValidation doCheckAdoptHelm(@QueryParameter String value) {
            return objects(value);
        }

        @POST
        public FormValidation doCheckReplace(@QueryParameter String value) {
            return objects(value);
        }

        @POST
        public FormValidation doCheckFile(@QueryParameter String value) {
            return optional(value, TreePath::of);
        }
    }
}
