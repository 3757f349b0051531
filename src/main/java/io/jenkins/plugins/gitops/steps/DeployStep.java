package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.OnFailure;
import io.jenkins.plugins.gitops.engine.delivery.Target;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.TagStyle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code gitopsDeploy}: what this build built becomes one commit, the cluster becomes equal to it, and goes back by a
 * commit when it does not become healthy. In a change request, a fork or a tag only the plan is shown.
 */
public final class DeployStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String environment;
    private String manifests;
    private String application;
    private List<String> images = new ArrayList<>();
    private String onFailure;
    private Integer timeoutSeconds;
    private String tags;
    private String promoteFrom;
    private boolean allowNewerManifests;
    private boolean releaseHold;

    /** @param environment name of an environment that an administrator lets this job use */
    @DataBoundConstructor
    public DeployStep(String environment) {
        this.environment = Util.fixNull(environment).trim();
    }

    public String getEnvironment() {
        return environment;
    }

    /** Path of the manifests in the repository; the job's default when absent. */
    public String getManifests() {
        return manifests;
    }

    @DataBoundSetter
    public void setManifests(String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** Name of the application; the job's default, or the last part of the only image's name. */
    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    /** Images with their digests; what {@code gitopsBuild} built in this build when there are none. */
    public List<String> getImages() {
        return images;
    }

    @DataBoundSetter
    public void setImages(List<String> images) {
        this.images = images == null ? new ArrayList<>() : new ArrayList<>(images);
    }

    /** The environment whose healthy images are delivered, in place of this build's; none when absent. */
    public String getPromoteFrom() {
        return promoteFrom;
    }

    @DataBoundSetter
    public void setPromoteFrom(String promoteFrom) {
        this.promoteFrom = Util.fixEmptyAndTrim(promoteFrom);
    }

    /** What happens after a failed rollout, {@code rollback} or {@code stop}; the environment's setting when absent. */
    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        this.onFailure = Util.fixEmptyAndTrim(onFailure);
    }

    /** The same as the engine knows it. */
    OnFailure onFailure(OnFailure otherwise) {
        return chosen(OnFailure.class, onFailure, otherwise)
                .orElseThrow(() -> new GitopsException(
                        "'" + onFailure + "' is nothing that can be done after a failed rollout",
                        "Write onFailure: 'rollback' or onFailure: 'stop'"));
    }

    /** What becomes of the images' tags, {@code drop}, {@code keep} or {@code comment}; the environment's when absent. */
    public String getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(String tags) {
        this.tags = Util.fixEmptyAndTrim(tags);
    }

    /** The same as the engine knows it. */
    TagStyle tags(TagStyle otherwise) {
        return chosen(TagStyle.class, tags, otherwise)
                .orElseThrow(() -> new GitopsException(
                        "'" + tags + "' is nothing that can become of the images' tags",
                        "Write tags: 'drop', tags: 'keep' or tags: 'comment'"));
    }

    private static <E extends Enum<E>> Optional<E> chosen(Class<E> type, String word, E otherwise) {
        return word == null
                ? Optional.of(otherwise)
                : Arrays.stream(type.getEnumConstants())
                        .filter(each -> each.name().equalsIgnoreCase(word))
                        .findFirst();
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

    @Override
    public StepExecution start(StepContext context) {
        return new DeployExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "gitopsDeploy";
        }

        @Override
        public String getDisplayName() {
            return Messages.DeployStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FlowNode.class, TaskListener.class);
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
            ListBoxModel items = new ListBoxModel().add("");
            for (Enum<?> each : values) {
                items.add(each.name().toLowerCase(Locale.ROOT));
            }
            return items;
        }

        @POST
        public FormValidation doCheckEnvironment(@QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.validateRequired(value)
                    : check(() -> new Target("application", value.trim()));
        }

        @POST
        public FormValidation doCheckPromoteFrom(@QueryParameter String value, @QueryParameter String environment) {
            String name = Util.fixNull(value).trim();
            if (name.isEmpty()) {
                return FormValidation.ok();
            }
            return name.equals(Util.fixNull(environment).trim())
                    ? FormValidation.error(Messages.DeployStep_promoteFromItself())
                    : check(() -> new Target("application", name));
        }

        @POST
        public FormValidation doCheckApplication(@QueryParameter String value) {
            String name = Util.fixNull(value).trim();
            return name.isEmpty() ? FormValidation.ok() : check(() -> new Target(name, "environment"));
        }

        @POST
        public FormValidation doCheckManifests(@QueryParameter String value) {
            String path = Util.fixNull(value).trim();
            return path.startsWith("/") || path.contains("..")
                    ? FormValidation.error(Messages.DeployStep_manifestsOutside())
                    : FormValidation.ok();
        }

        private static FormValidation check(Runnable parse) {
            try {
                parse.run();
                return FormValidation.ok();
            } catch (GitopsException e) {
                return FormValidation.error(e.getMessage() + ". " + e.remedy());
            }
        }
    }

    /** The images as the engine knows them. */
    List<ImageReference> references() {
        return images.stream().map(ImageReference::parse).toList();
    }
}
