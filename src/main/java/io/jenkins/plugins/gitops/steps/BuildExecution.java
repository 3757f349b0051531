package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.gitops.deliveries.DeliveryService;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.Source;
import io.jenkins.plugins.gitops.engine.image.BuildCommand;
import io.jenkins.plugins.gitops.engine.image.BuildFailure;
import io.jenkins.plugins.gitops.engine.image.Builder;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.image.PushedDigest;
import io.jenkins.plugins.gitops.environments.Access;
import io.jenkins.plugins.gitops.environments.RegistryAccess;
import io.jenkins.plugins.gitops.history.GitopsRunAction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Runs the build as a durable task, as {@code sh} does: it goes on while the controller restarts or loses the agent. */
final class BuildExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final Duration PATIENCE_WITH_A_MISSING_AGENT = Duration.ofMinutes(5);
    private static final String LATEST = "latest";

    private final BuildStep step;
    private Controller task;
    private String node;
    private String workspace;
    private String folder;
    private String target;
    private boolean plainHttp;
    private long begun;
    private transient volatile ScheduledFuture<?> looking;
    private transient Instant missing;

    BuildExecution(StepContext context, BuildStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        DeliveryService.get().pool().execute(this::launch);
        return false;
    }

    @Override
    public void onResume() {
        if (task == null) {
            DeliveryService.get().pool().execute(this::launch);
        } else {
            lookAgain();
        }
    }

    private void launch() {
        try {
            Run<?, ?> build = getContext().get(Run.class);
            FilePath here = getContext().get(FilePath.class);
            node = FilePathUtils.getNodeName(here);
            workspace = here.getRemote();
            begun = System.currentTimeMillis();
            FilePath temporary = WorkspaceList.tempDir(here);
            String own = "gitops-" + getContext().get(FlowNode.class).getId();
            FilePath ownFolder = temporary.child(own);
            ownFolder.deleteRecursive();
            ownFolder.mkdirs();
            ownFolder.chmod(0700);
            folder = ownFolder.getRemote();
            Optional<RegistryAccess> registry = Access.registry(step.getName(), build);
            plainHttp = registry.map(RegistryAccess::plainHttp).orElse(false);
            EnvVars environment = new EnvVars(getContext().get(EnvVars.class));
            RegistryLogin.write(registry, ownFolder, environment);
            ImageBuild image = image(Access.source(build));
            target = image.target().toString();
            BourneShellScript script = new BourneShellScript(new BuildScript(image, step.builders(), folder).text());
            task = script.launch(environment, here, getContext().get(Launcher.class), listener());
            getContext().saveState();
            lookAgain();
        } catch (GitopsException e) {
            getContext().onFailure(new AbortException(e.getMessage() + "\n-> " + e.remedy()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    private ImageBuild image(Optional<Source> source) {
        ImageReference name = ImageReference.parse(step.getName());
        String tag = Optional.ofNullable(step.getTag())
                .or(name::tag)
                .or(() -> source.map(built -> built.revision().abbreviated()))
                .orElse(LATEST);
        SortedMap<String, String> labels = new TreeMap<>();
        source.ifPresent(built -> {
            labels.put("org.opencontainers.image.revision", built.revision().id());
            labels.put("org.opencontainers.image.source", built.repository());
        });
        String context = step.getContext();
        return new ImageBuild(
                new ImageReference(name.name(), Optional.of(tag), name.digest()),
                context,
                Optional.ofNullable(step.getDockerfile())
                        .orElse(context.equals(".") ? "Dockerfile" : context + "/Dockerfile"),
                new TreeMap<>(step.getBuildArgs()),
                labels,
                source.flatMap(Source::committed).map(Instant::getEpochSecond).orElse(0L),
                plainHttp);
    }

    private void lookAgain() {
        looking = DeliveryService.get().pool().schedule(this::look, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            FilePath here = FilePathUtils.find(node, workspace);
            if (here == null) {
                waitForAgent();
                return;
            }
            missing = null;
            Launcher launcher = here.createLauncher(listener());
            task.writeLog(here, listener().getLogger());
            Integer exitCode = task.exitStatus(here, launcher, listener());
            if (exitCode == null) {
                lookAgain();
                return;
            }
            task.writeLog(here, listener().getLogger());
            task.cleanup(here);
            end(here, exitCode);
        } catch (GitopsException e) {
            getContext().onFailure(new AbortException(e.getMessage() + "\n-> " + e.remedy()));
        } catch (IOException | InterruptedException e) {
            missing = null;
            lookAgain();
        } catch (RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    private void waitForAgent() throws IOException, InterruptedException {
        Instant now = Instant.now();
        if (missing == null) {
            missing = now;
            listener().getLogger().println("[gitops] The agent " + node + " is not there; waiting for it");
        }
        boolean removed = Jenkins.get().getNode(node) == null && !node.isEmpty();
        if (removed && Duration.between(missing, now).compareTo(PATIENCE_WITH_A_MISSING_AGENT) > 0) {
            throw new GitopsException(
                    "The agent " + node + " is gone, and the image build with it", "Build again on another agent");
        }
        lookAgain();
    }

    private void end(FilePath here, int exitCode) throws IOException, InterruptedException {
        FilePath ownFolder = new FilePath(here, folder);
        try {
            ImageReference image = ImageReference.parse(target);
            if (exitCode != 0) {
                throw failure(ownFolder, image, exitCode);
            }
            Builder builder = Builder.valueOf(text(ownFolder, "builder"));
            ImageReference pinned = builder == Builder.DOCKER
                    ? PushedDigest.fromInspection(image, text(ownFolder, "digests"))
                    : PushedDigest.fromDigestFile(image, text(ownFolder, "digest"));
            Run<?, ?> build = getContext().get(Run.class);
            GitopsRunAction.of(build)
                    .add(new BuildResult(
                            pinned,
                            Access.source(build),
                            builder.executable(),
                            Duration.ofMillis(System.currentTimeMillis() - begun)));
            listener().getLogger().println("[gitops] built " + pinned);
            getContext().onSuccess(new ImageResult(pinned));
        } finally {
            ownFolder.deleteRecursive();
        }
    }

    private GitopsException failure(FilePath ownFolder, ImageReference image, int exitCode)
            throws IOException, InterruptedException {
        if (!ownFolder.child("builder").exists()) {
            return new GitopsException(
                    "No image builder is installed on the agent" + (node.isEmpty() ? "" : " " + node),
                    "Install buildah, podman or docker there, or run on an agent that has one");
        }
        Builder builder = Builder.valueOf(text(ownFolder, "builder"));
        BuildCommand.Purpose purpose = BuildCommand.Purpose.valueOf(text(ownFolder, "failed"));
        ImageBuild shown = image(Optional.empty());
        ImageBuild named = new ImageBuild(
                image, shown.context(), shown.dockerfile(), shown.buildArgs(), shown.labels(), 0, plainHttp);
        return BuildFailure.of(
                new BuildCommand(purpose, List.of(builder.executable())),
                named,
                exitCode,
                List.of("its output is above"));
    }

    private static String text(FilePath folder, String name) throws IOException, InterruptedException {
        return folder.child(name).readToString().strip();
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        ScheduledFuture<?> next = looking;
        if (next != null) {
            next.cancel(false);
        }
        FilePath here = task == null ? null : FilePathUtils.find(node, workspace);
        if (here != null) {
            task.stop(here, here.createLauncher(listener()));
            new FilePath(here, folder).deleteRecursive();
            task.cleanup(here);
        }
        super.stop(cause);
    }

    @Override
    public String getStatus() {
        return missing == null ? "building " + step.getName() : "waiting for the agent " + node;
    }

    private TaskListener listener() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class);
    }
}
