package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.notification.NotifyOption;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitops resume}: goes on with a delivery whose process was killed. */
@Command(
        name = "resume",
        description =
                "Goes on with a delivery that was interrupted or whose outcome is unknown. The id may be left out when"
                        + " there is only one.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The delivery's id.")
    private String id;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private NotifyOption receivers;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws Exception {
        DeployRecord record = id != null ? state.records().read(new DeployId(id)) : onlyOne();
        ClusterAccess access = cluster.access();
        String server = access.server().toString();
        if (record.resumable() && !server.equals(record.request().cluster())) {
            throw new GitopsException(
                    "Delivery " + record.id() + " goes to the cluster "
                            + record.request().cluster() + ", and the kubeconfig names " + server,
                    "Name the kubeconfig of that cluster");
        }
        return new DeliveryRun(spec, git, access, state, receivers).resume(record, result);
    }

    private DeployRecord onlyOne() {
        List<DeployRecord> all = state.records()
                .all(DeliveryConsole.warningsTo(spec.commandLine().getErr()));
        List<DeployRecord> killed =
                all.stream().filter(record -> !record.finished()).toList();
        List<DeployRecord> unfinished =
                killed.isEmpty() ? all.stream().filter(DeployRecord::resumable).toList() : killed;
        if (unfinished.size() == 1) {
            return unfinished.get(0);
        }
        if (unfinished.isEmpty()) {
            throw new GitopsException(
                    "No delivery was interrupted, and none has an unknown outcome",
                    "Run 'gitops history' to see what was delivered");
        }
        String ids = String.join(
                "\n  ",
                unfinished.stream()
                        .map(record -> record.id() + "  " + record.request().target())
                        .toList());
        throw new GitopsException(
                unfinished.size() + " deliveries can be resumed:\n  " + ids, "Name the id of one of them");
    }
}
