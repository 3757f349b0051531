package io.jenkins.plugins.gitops.cli.version;

import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        BuildVersion version = BuildVersion.current();
        output.print(spec, version, version.text());
        return ExitCode.OK.number();
    }
}
