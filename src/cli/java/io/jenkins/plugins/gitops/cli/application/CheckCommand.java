package io.jenkins.plugins.gitops.cli.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.check.CheckedTarget;
import io.jenkins.plugins.gitops.engine.application.check.OpenApiSchema;
import io.jenkins.plugins.gitops.engine.application.check.RepositoryCheck;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops check}: reads everything, without a cluster. */
@Command(
        name = "check",
        description = {
            "Reads gitops.yaml and all that it names as a delivery would, without a cluster: renders the manifests of each"
                    + " application in each environment, from the files as they are here, and shows objects and images. Finds values"
                    + " that SOPS encrypted, and objects that two deliveries would own. Changes nothing. The exit code is 3"
                    + " when something would be refused."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Look at this environment alone.")
    private String environment;

    @Option(names = "--file", paramLabel = "FILE", description = "The file (default: the nearest gitops.yaml).")
    private Path file;

    @Option(
            names = "--openapi",
            paramLabel = "FILE",
            description =
                    "Compare kinds and fields with a Kubernetes version: what 'kubectl get --raw /openapi/v2' prints"
                            + " there.")
    private Path openapi;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        output.format();
        LocatedFile located = locate();
        if (environment != null) {
            located.content().requireEnvironment(environment);
        }
        List<CheckedTarget> targets = new RepositoryCheck(
                        located.content(), DiskTree.of(located.root()), new ManifestRenderer(), schema())
                .run(each -> environment == null || each.equals(environment));
        long wrong = targets.stream().filter(each -> !each.problems().isEmpty()).count();
        Optional<CommandError> error = wrong == 0
                ? Optional.empty()
                : Optional.of(new CommandError(
                        ExitCode.REFUSED,
                        CountedNoun.of(wrong, "target") + " would be refused",
                        "Correct what is shown of each"));
        print(targets, error);
        return error.map(CommandError::exitCode).orElse(ExitCode.OK.number());
    }

    private LocatedFile locate() {
        return Optional.ofNullable(file)
                .map(named -> LocatedFile.at(named, Path.of("")))
                .or(() -> LocatedFile.around(Path.of("")))
                .orElseThrow(() -> new GitopsException(
                        "There is no gitops.yaml here", "Write one with 'gitops init', or name it with --file"));
    }

    private Optional<OpenApiSchema> schema() {
        if (openapi == null) {
            return Optional.empty();
        }
        try {
            if (Files.size(openapi) > OpenApiSchema.MOST_BYTES) {
                throw new GitopsException(
                        openapi + " is larger than " + OpenApiSchema.MOST_BYTES + " bytes", "Name an OpenAPI document");
            }
            return Optional.of(OpenApiSchema.parse(openapi.toString(), Files.readAllBytes(openapi)));
        } catch (IOException e) {
            throw new GitopsException(openapi + " cannot be read", "Name a file that this user may read", e);
        }
    }

    private void print(List<CheckedTarget> targets, Optional<CommandError> error) {
        ObjectNode document = RecordJson.MAPPER.createObjectNode();
        document.set("targets", RecordJson.MAPPER.valueToTree(targets));
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        targets.forEach(each -> text(each, lines));
        error.ifPresent(wrong -> {
            document.set("error", RecordJson.MAPPER.valueToTree(wrong));
            lines.println(wrong.reason() + ". " + wrong.remedy());
        });
        output.print(spec, document, text.toString().stripTrailing());
    }

    private static void text(CheckedTarget target, PrintWriter out) {
        out.println(target.application() + " in " + target.environment()
                + (target.manifests().isEmpty() ? "" : ": " + target.manifests()));
        if (!target.objects().isEmpty()) {
            out.println("  objects: "
                    + target.objects().entrySet().stream()
                            .map(each -> each.getKey() + (each.getValue() > 1 ? " x" + each.getValue() : ""))
                            .collect(Collectors.joining(", ")));
        }
        if (!target.images().isEmpty()) {
            out.println("  images:  " + String.join(", ", target.images()));
        }
        target.warnings().forEach(each -> out.println("  warning: " + each));
        target.problems().forEach(each -> out.println("  wrong:   " + each));
    }
}
