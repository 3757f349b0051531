package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.delete.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops delete}: removes an application from an environment. */
@Command(
        name = "delete",
        description = {
            "Removes from the cluster all that an application's deliveries made in an environment, workloads before"
                    + " what they depend on, and records it in Git by an empty commit. Without --confirm it only shows"
                    + " what would be deleted. The manifests stay in Git, so a later deploy creates everything again. When"
                    + " it is interrupted, run it again: it goes on."
        },
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
    private String application;

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "Delete, and do not only show it. Repeats the application's name, against mistakes.")
    private String confirm;

    @Option(
            names = "--include",
            paramLabel = "KIND/NAME",
            description = "A Namespace, PersistentVolumeClaim or CustomResourceDefinition that may be deleted with its"
                    + " data: PersistentVolumeClaim/NAME, PersistentVolumeClaim/NAMESPACE/NAME or Namespace/NAME; may be"
                    + " repeated.")
    private List<String> include = List.of();

    @Option(
            names = "--timeout",
            defaultValue = "10m",
            paramLabel = "TIME",
            description = "How long the deletion may take (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Mixin
    private CommitOptions commits;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws InterruptedException {
        if (confirm != null && !confirm.equals(application)) {
            throw new ParameterException(
                    spec.commandLine(), "--confirm names '" + confirm + "', and --application '" + application + "'");
        }
        result.requireWritable();
        ClusterAccess access = cluster.access();
        RemovalRequest request = new RemovalRequest(
                new DeliveryTarget(application, environment.name()),
                git.remote(),
                cluster.namespace(access),
                Set.copyOf(include.stream().map(ObjectSelector::parse).toList()),
                commits.author(),
                commits.style(false),
                timeout);
        try (RemoteBranch branch = git.open(request.remote(), state);
                Cluster connected = ClusterOptions.connect(access)) {
            ApplicationRemoval removal =
                    new ApplicationRemoval(request, DeliveryRun.site(branch, connected, state), this::tell);
            return confirm == null
                    ? show(removal)
                    : remove(removal, request, access.server().toString());
        }
    }

    private int show(ApplicationRemoval removal) {
        RemovalPlan plan = removal.plan();
        result.write(spec, plan, plan.text() + "\nNothing was removed; to remove it, add --confirm " + application);
        return ExitCode.OK.number();
    }

    private int remove(ApplicationRemoval removal, RemovalRequest request, String server) throws InterruptedException {
        DeliveryConsole.destination(
                spec.commandLine().getErr(),
                "delete of " + request.target(),
                Optional.of(request.namespace() + " of " + server),
                Optional.of(request.remote()));
        try {
            RemovalReport report = removal.run();
            if (!report.done()) {
                return result.write(
                        spec,
                        report,
                        report.text(),
                        new CommandError(ExitCode.FAILED, report.text(), "Delete again: it goes on from there"));
            }
            result.write(spec, report, report.text());
            return ExitCode.OK.number();
        } catch (DeliveryRefusedException e) {
            throw new CommandFailure(ExitCode.of(e.outcome()), e);
        } catch (GitopsException e) {
            throw removal.begun() ? new CommandFailure(ExitCode.UNKNOWN, e) : e;
        }
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
