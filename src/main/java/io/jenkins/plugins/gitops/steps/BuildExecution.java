package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.access.RegistryAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.SystemProperties;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Runs the build as a durable task, as {@code sh} does: it goes on while the controller restarts or loses the agent. */
final class BuildExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(BuildExecution.class.getName());
    private static final long CHECK_PAUSE_MILLIS = 500;

    private final BuildStep step;
    private Controller task;
    private BuilderOutput printed = new BuilderOutput();
    private String node;
    private String workspace;
    private String folder;
    private String target;
    private boolean plainHttp;
    private String inputsHash;
    private long begun;
    private transient volatile boolean stopped;
    private transient Instant missing;
    private transient MaskedLog output;

    BuildExecution(StepContext context, BuildStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        background(this::launch);
        return false;
    }

    @Override
    public void onResume() {
        if (task == null) {
            background(this::launch);
        } else {
            scheduleCheck();
        }
    }

    private void background(AgentCalls.Work work) {
        AgentCalls.background(work, e -> getContext().onFailure(e));
    }

    private void launch() {
        FilePath ownFolder = null;
        try {
            Run<?, ?> build = getContext().get(Run.class);
            FilePath here = getContext().get(FilePath.class);
            node = FilePathUtils.getNodeName(here);
            workspace = here.getRemote();
            begun = SteadyClock.SYSTEM.start().toEpochMilli();
            FilePath temporary = WorkspaceList.tempDir(here);
            String own = "gitops-" + getContext().get(FlowNode.class).getId();
            ownFolder = temporary.child(own);
            ownFolder.deleteRecursive();
            ownFolder.mkdirs();
            ownFolder.chmod(0700);
            folder = ownFolder.getRemote();
            Optional<RegistryAccess> registry = CredentialAccess.registry(step.getName(), build);
            plainHttp = registry.map(RegistryAccess::plainHttp).orElse(false);
            ImageBuild image = step.image(EnvironmentAccess.source(build), plainHttp);
            EnvVars environment = new EnvVars(getContext().get(EnvVars.class));
            if (registry.isPresent() && EnvironmentAccess.isOfFork(build)) {
                listener().getLogger().println("[gitops] A build of a fork gets no credential of " + image.target());
            }
            ReuseCheck reuse = new ReuseCheck(step, build, this::note);
            Optional<BuildInputs> inputs =
                    reuse.inputs(image, here, getContext().get(Launcher.class), environment);
            Optional<ImageReference> found = inputs.flatMap(of -> reuse.find(image, of));
            if (found.isPresent()) {
                ownFolder.deleteRecursive();
                reuse(found.get(), inputs.get());
                return;
            }
            RegistryLogin.write(registry, ownFolder, environment);
            target = image.target().toString();
            inputsHash = inputs.map(BuildInputs::hash).orElse(null);
            BourneShellScript script = new BourneShellScript(
                    new BuildScript(inputs.map(of -> of.labelled(image)).orElse(image), step.builders(), folder)
                            .text());
            task = script.launch(environment, here, getContext().get(Launcher.class), listener());
            getContext().saveState();
            if (stopped) {
                end(here);
            } else {
                scheduleCheck();
            }
        } catch (GitopsException e) {
            deleteFolder(ownFolder);
            getContext().onFailure(StepFailure.of(e));
        } catch (IOException e) {
            deleteFolder(ownFolder);
            getContext()
                    .onFailure(new AbortException("The image build could not be started on "
                            + (node == null || node.isEmpty() ? "the built-in node" : "the agent " + node) + ": "
                            + e.getMessage() + "\n-> See whether the agent is there (Manage Jenkins > Nodes), and build"
                            + " again"));
        } catch (InterruptedException | RuntimeException | Error e) {
            deleteFolder(ownFolder);
            getContext().onFailure(e);
        }
    }

    private void note(String text) {
        try {
            listener().getLogger().println("[gitops] " + ShownText.of(text));
        } catch (IOException | InterruptedException over) {
            LOGGER.log(Level.FINE, over, () -> text);
        }
    }

    private void reuse(ImageReference image, BuildInputs inputs) throws IOException, InterruptedException {
        remember(image, inputs.builder(), true, Optional.of(inputs.hash()));
        note("built nothing: a build of this job pushed an image of the same inputs, " + image);
        getContext().onSuccess(new ImageResult(image));
    }

    /** A build that did not start leaves no password behind. */
    private static void deleteFolder(FilePath folder) {
        try {
            if (folder != null) {
                folder.deleteRecursive();
            }
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot delete " + folder + ", which may hold a registry's password");
        }
    }

    /** The build with the image name that it had at its start. */
    private ImageBuild named() {
        ImageReference name = ImageReference.parse(target);
        ImageBuild build = step.image(Optional.empty(), plainHttp);
        return new ImageBuild(
                name, build.context(), build.dockerfile(), build.buildArgs(), build.labels(), 0, plainHttp);
    }

    private void scheduleCheck() {
        Timer.get().schedule(() -> background(this::check), CHECK_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (stopped) {
            return;
        }
        TaskListener listener;
        try {
            listener = listener();
        } catch (IOException | InterruptedException e) {
            // The step is over: its build was ended by force.
            return;
        }
        try {
            FilePath here = FilePathUtils.find(node, workspace);
            if (here == null) {
                waitForAgent();
                return;
            }
            missing = null;
            Launcher launcher = here.createLauncher(listener);
            boolean wrote = copyOutput(here);
            Integer exitCode = task.exitStatus(here, launcher, listener);
            if (exitCode == null) {
                if (wrote) {
                    // Saves how much of the output is in the log, so that a restart does not repeat it. The log comes
                    // first:
                    // it writes seconds later, and a kill in between would lose what counts as copied.
                    output().flush();
                    getContext().saveState();
                }
                scheduleCheck();
                return;
            }
            copyOutput(here);
            output().forceEol();
            end(here, exitCode);
        } catch (GitopsException e) {
            getContext().onFailure(StepFailure.of(e));
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, e, () -> "The agent " + node + " does not answer");
            scheduleCheck();
        } catch (RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    private boolean copyOutput(FilePath here) throws IOException, InterruptedException {
        if (printed == null) {
            printed = new BuilderOutput(); // of a step that an earlier version saved
        }
        return printed.copy(new FilePath(here, folder).child(BuildScript.OUTPUT), output());
    }

    /** The builder's output with the login masked: a registry or a Dockerfile may print it. */
    private MaskedLog output() throws IOException, InterruptedException {
        if (output == null) {
            output = new MaskedLog(listener().getLogger(), login());
        }
        return output;
    }

    private Optional<RegistryAccess> login() throws IOException, InterruptedException {
        try {
            return CredentialAccess.pushedWith(step.getName(), getContext().get(Run.class));
        } catch (GitopsException gone) {
            return Optional.empty(); // Deleted while it was in use: nobody else has it then.
        }
    }

    /** How long a build waits for an agent that was removed, as {@code node} does: the agent may be added again. */
    private static Duration removedAgentLimit() {
        return Duration.ofSeconds(
                SystemProperties.getInteger("io.jenkins.plugins.gitops.steps.removedAgentSeconds", 300));
    }

    private void waitForAgent() throws IOException, InterruptedException {
        if (missing == null) {
            missing = SteadyClock.SYSTEM.start();
            listener().getLogger().println("[gitops] The agent " + node + " is not there; waiting for it");
        }
        boolean removed = Jenkins.get().getNode(node) == null && !node.isEmpty();
        if (removed && SteadyClock.SYSTEM.since(missing).compareTo(removedAgentLimit()) > 0) {
            throw new GitopsException(
                    "The agent " + node + " is gone, and the image build with it", "Build again on another agent");
        }
        scheduleCheck();
    }

    /** Cleans up last. When the agent is lost in between, all of this is done when it is back. */
    private void end(FilePath here, int exitCode) throws IOException, InterruptedException {
        GitopsException failure = null;
        try {
            succeed(new BuildLeftovers(new FilePath(here, folder), node).taken(named(), exitCode));
        } catch (GitopsException e) {
            failure = e;
        }
        cleanUp(here);
        if (failure != null) {
            throw failure;
        }
    }

    private void succeed(BuildLeftovers.Pushed pushed) throws IOException, InterruptedException {
        remember(pushed.pinned(), pushed.builder().executable(), false, Optional.ofNullable(inputsHash));
        listener().getLogger().println("[gitops] built " + pushed.pinned());
        getContext().onSuccess(new ImageResult(pushed.pinned()));
    }

    private void remember(ImageReference image, String builder, boolean reused, Optional<String> inputs)
            throws IOException, InterruptedException {
        Run<?, ?> build = getContext().get(Run.class);
        BuildFacts.of(build)
                .add(new BuildResult(
                        image,
                        EnvironmentAccess.source(build),
                        builder,
                        SteadyClock.SYSTEM.since(Instant.ofEpochMilli(begun)).truncatedTo(ChronoUnit.MILLIS),
                        reused,
                        inputs));
    }

    private void cleanUp(FilePath here) {
        try {
            new FilePath(here, folder).deleteRecursive();
            task.cleanup(here);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "The files of an image build, perhaps with a registry's password, stay on the agent " + node);
        }
    }

    /** Ends the task of a step that was stopped. */
    private void end(FilePath here) throws IOException, InterruptedException {
        task.stop(here, here.createLauncher(TaskListener.NULL));
        cleanUp(here);
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = true;
        if (task != null) {
            background(() -> {
                try {
                    FilePath here = FilePathUtils.find(node, workspace);
                    if (here != null) {
                        end(here);
                    }
                } catch (IOException | InterruptedException e) {
                    LOGGER.log(Level.FINE, e, () -> "An image build cannot be ended on the agent " + node);
                }
            });
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
