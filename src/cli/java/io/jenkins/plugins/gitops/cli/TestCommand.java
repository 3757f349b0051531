package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.workspace.JUnitFiles;
import io.jenkins.plugins.gitops.cli.workspace.LocalCheckout;
import io.jenkins.plugins.gitops.cli.workspace.PrintedProgram;
import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.cli.workspace.TestResult;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.JUnitXml;
import io.jenkins.plugins.gitops.engine.delivery.request.OldResults;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitops test}: runs the tests and reads what they wrote. */
@Command(
        name = "test",
        description = "Runs a test command and reads its JUnit XML; fails when a test failed. The result counts for the"
                + " commit that is checked out here.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    /** File systems round times; a result this much older than the start still counts as written by this run. */
    private static final long SLACK_MILLIS = 2000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--junit",
            required = true,
            paramLabel = "PATTERN",
            description = "Where the run writes its results, below the current folder: 'build/reports/**/*.xml'.")
    private String pattern;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The test command; put -- before it.")
    private List<String> command;

    @Option(
            names = "--build-result",
            paramLabel = "FILE",
            description = "What 'gitops build --result' wrote, when the tests run against that image: their result then"
                    + " counts for it alone; may be repeated.")
    private List<Path> builds = List.of();

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws Exception {
        result.requireWritable();
        Set<ImageReference> images =
                builds.stream().map(ResultFile::build).map(BuildResult::image).collect(Collectors.toSet());
        Optional<DeliverySource> source =
                LocalCheckout.warned(spec.commandLine().getErr());
        long start = SteadyClock.SYSTEM.millis() - SLACK_MILLIS;
        int exitCode = PrintedProgram.run(command, Map.of(), spec.commandLine().getErr())
                .exitCode();
        JUnitFiles files = JUnitFiles.matching(pattern, start);
        if (files.written().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    OldResults.none(
                            "The test run ended with code " + exitCode + " and wrote no result file that matches '"
                                    + pattern + "'",
                            files.old(),
                            "Have the run write JUnit XML, and name its files, from the current folder, with --junit"));
        }
        if (!files.old().isEmpty()) {
            spec.commandLine().getErr().println("warning: " + OldResults.text(files.old()));
        }
        TestReport report = new TestReport(exitCode, 0, 0, 0, List.of());
        for (String file : files.written()) {
            try (InputStream xml = Files.newInputStream(Path.of(file))) {
                report = report.plus(JUnitXml.read(file, xml));
            } catch (GitopsException e) {
                throw new CommandFailure(ExitCode.FAILED, e);
            }
        }
        String names = report.failing().isEmpty() ? "" : "\n  " + String.join("\n  ", report.failing());
        if (!report.passed()) {
            String failed = "failed: " + report.summary() + names;
            return result.write(
                    spec,
                    new TestResult(report, source, images),
                    failed,
                    new CommandError(ExitCode.FAILED, "The tests " + failed, "Fix the tests, and run them again"));
        }
        result.write(spec, new TestResult(report, source, images), "passed: " + report.summary());
        return ExitCode.OK.number();
    }
}
