package io.jenkins.plugins.gitops.cli.application;

import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.application.survey.FoundApplication;
import io.jenkins.plugins.gitops.engine.application.survey.RepositorySurvey;
import io.jenkins.plugins.gitops.engine.application.survey.StarterFiles;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops init}: the first gitops.yaml. */
@Command(
        name = "init",
        description = {
            "Looks through the repository here for kustomizations, Helm charts, Kubernetes manifests and Dockerfiles, shows what"
                    + " it found, and writes a gitops.yaml and, where there is none, a Jenkinsfile. It guesses: read what it"
                    + " wrote. Reads and changes nothing in a cluster, and overwrites no file."
        },
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {

    private static final String JENKINSFILE = "Jenkinsfile";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            defaultValue = "staging",
            description = "An environment, where no folder says which there are; may be repeated (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> environments;

    @Option(names = "--dry-run", description = "Show the files, and write none.")
    private boolean dryRun;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        output.format();
        Path root = Path.of("").toAbsolutePath();
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        List<String> written = new ArrayList<>();
        List<FoundApplication> found = RepositorySurvey.of(DiskTree.of(root), String.valueOf(root.getFileName()));
        StarterFiles files = new StarterFiles(found, environments);
        found.forEach(each -> out.println("found " + each.what() + " in " + each.manifests() + ": '" + each.name() + "'"
                + (each.environments().isEmpty() ? "" : " in " + String.join(", ", each.environments()))
                + (each.images().isEmpty() ? "" : ", with " + String.join(", ", each.images()))
                + each.dockerfile()
                        .map(folder -> ", built from " + (folder.isEmpty() ? "Dockerfile" : folder + "/Dockerfile"))
                        .orElse("")));
        write(root.resolve(ApplicationFile.NAME), files.gitopsYaml(), out, written);
        files.jenkinsfile().ifPresent(pipeline -> {
            if (dryRun || !Files.exists(root.resolve(JENKINSFILE))) {
                write(root.resolve(JENKINSFILE), pipeline, out, written);
            }
        });
        out.println("Next: read it, 'gitops check', commit it, 'gitops deploy -e " + files.first() + " --dry-run'");
        output.print(
                spec,
                Map.of("found", found, "written", written),
                text.toString().stripTrailing());
        return ExitCode.OK.number();
    }

    private void write(Path file, String text, PrintWriter out, List<String> written) {
        if (dryRun) {
            out.println("# " + file.getFileName());
            out.print(text);
            return;
        }
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            written.add(String.valueOf(file.getFileName()));
            out.println("wrote " + file.getFileName());
        } catch (FileAlreadyExistsException e) {
            throw new GitopsException(
                    "There is a " + file.getFileName() + " already, and it is not overwritten",
                    "Look at what would be written with --dry-run, or move that file away");
        } catch (IOException e) {
            throw new GitopsException(file + " cannot be written", "Run this in a folder that can be written", e);
        }
    }
}
