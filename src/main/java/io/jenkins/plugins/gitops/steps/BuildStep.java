package io.jenkins.plugins.gitops.steps;

import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.SourceImage;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsBuild}: builds a Dockerfile on the agent, pushes the image, and pins its digest for this build's deploys. */
public final class BuildStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private String context = ".";
    private String dockerfile;
    private String tag;
    private String builder;
    private Map<String, String> buildArgs = new TreeMap<>();
    private boolean reuse;
    private List<String> inputs;

    /** @param name to push the image under, {@code registry.example/team/shop} */
    @DataBoundConstructor
    public BuildStep(String name) {
        this.name = Util.fixNull(name).trim();
    }

    public String getName() {
        return name;
    }

    /** Folder whose files the Dockerfile may copy, from the current folder. */
    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context) == null ? "." : context.trim();
    }

    /** The Dockerfile; {@code Dockerfile} in the context when absent. */
    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(String dockerfile) {
        this.dockerfile = Util.fixEmptyAndTrim(dockerfile);
    }

    /** The tag; the commit's first ten digits when absent. */
    public String getTag() {
        return tag;
    }

    @DataBoundSetter
    public void setTag(String tag) {
        this.tag = Util.fixEmptyAndTrim(tag);
    }

    /** The program that builds: {@code buildah}, {@code podman} or {@code docker}; the first that the agent has when absent. */
    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String builder) {
        this.builder = Util.fixEmptyAndTrim(builder);
    }

    /** The programs to search for, in this order. */
    List<ImageBuilder> builders() {
        if (builder == null) {
            return ImageBuilder.ALL;
        }
        return ImageBuilder.named(builder)
                .map(List::of)
                .orElseThrow(() -> new GitopsException(
                        "'" + builder + "' is not an image builder", "Name " + ImageBuilder.names() + ", or none"));
    }

    /** Values of the Dockerfile's {@code ARG}s; they stay in the image's history, so never a secret. */
    public Map<String, String> getBuildArgs() {
        return buildArgs;
    }

    @DataBoundSetter
    public void setBuildArgs(Map<String, String> buildArgs) {
        this.buildArgs = buildArgs == null ? new TreeMap<>() : new TreeMap<>(buildArgs);
    }

    /** Whether nothing is built when the registry has an image of the same inputs. */
    public boolean isReuse() {
        return reuse;
    }

    @DataBoundSetter
    public void setReuse(boolean reuse) {
        this.reuse = reuse;
    }

    /** What the image is made from besides context and Dockerfile, from the current folder; null when there is nothing. */
    public List<String> getInputs() {
        return inputs;
    }

    @DataBoundSetter
    public void setInputs(List<String> inputs) {
        this.inputs = ObjectNames.orNull(inputs);
    }

    /**
     * The build that the step describes.
     *
     * @param source the commit that is built
     * @param plainHttp whether the registry is one without TLS
     */
    ImageBuild image(Optional<DeliverySource> source, boolean plainHttp) {
        ImageReference named = ImageReference.parse(name);
        return SourceImage.of(
                new ImageReference(named.name(), Optional.ofNullable(tag).or(named::tag), named.digest()),
                source,
                context,
                Optional.ofNullable(dockerfile).orElse(context.equals(".") ? "Dockerfile" : context + "/Dockerfile"),
                buildArgs,
                plainHttp);
    }

    @Override
    public StepExecution start(StepContext stepContext) {
        return new BuildExecution(stepContext, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        private static final String BUILD_ARGS = "buildArgs";

        @Override
        public String getFunctionName() {
            return "gitopsBuild";
        }

        @Override
        public String getDisplayName() {
            return Messages.BuildStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FlowNode.class, FilePath.class, Launcher.class, TaskListener.class);
        }

        /** A form has the build arguments as text. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            if (!(form.opt(BUILD_ARGS) instanceof String arguments)) {
                return super.newInstance(request, form);
            }
            JSONObject rest = JSONObject.fromObject(form);
            rest.remove(BUILD_ARGS);
            BuildStep step = (BuildStep) super.newInstance(request, rest);
            try {
                step.setBuildArgs(BuildArguments.in(arguments));
            } catch (GitopsException e) {
                throw new FormException(e, BUILD_ARGS);
            }
            return step;
        }

        /** Paths as a form field shows them. */
        public String paths(List<String> paths) {
            return ObjectNames.lines(paths);
        }

        /** Build arguments as a form field shows them. */
        public String lines(Map<String, String> arguments) {
            return BuildArguments.lines(arguments);
        }

        @POST
        public FormValidation doCheckBuildArgs(@QueryParameter String value) {
            return EntryChecks.validation(EntryChecks.bounded(
                    Util.fixNull(value), given -> EntryChecks.readable(() -> BuildArguments.in(given))));
        }

        @POST
        public ListBoxModel doFillBuilderItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.BuildStep_anyBuilder(), "");
            for (ImageBuilder each : ImageBuilder.ALL) {
                items.add(each.executable());
            }
            return items;
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.validateRequired(value);
            }
            return EntryChecks.validation(EntryChecks.bounded(value.trim(), name -> EntryChecks.readable(
                            () -> ImageReference.parse(name))
                    .or(() -> ImageReference.parse(name).digest().map(digest -> Messages.BuildStep_nameWithDigest()))));
        }
    }
}
