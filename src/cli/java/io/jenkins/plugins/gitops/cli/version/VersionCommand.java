package io.jenkins.plugins.gitops.cli.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops version}: for reports of a problem, and for scripts. */
@Command(
        name = "version",
        description = "Shows the version, the commit that it was built from, and the Java that runs it.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class)
public final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print it as JSON; an error too, in its field 'error'.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        BuildVersion version = BuildVersion.current();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? RecordJson.MAPPER.writeValueAsString(version) : version.text());
        out.flush();
        return ExitCode.OK.number();
    }
}
