package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.reuse.ReuseLookup;
import io.jenkins.plugins.gitops.cli.workspace.LocalCheckout;
import io.jenkins.plugins.gitops.cli.workspace.PrintedProgram;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.SourceImage;
import io.jenkins.plugins.gitops.engine.image.BuildFailure;
import io.jenkins.plugins.gitops.engine.image.BuilderCommand;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitops build}: a Dockerfile to an image in a registry, pinned by digest. */
@Command(
        name = "build",
        description = "Builds an image with buildah, podman or docker, pushes it, and prints it pinned by its digest.",
        mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {

    /** What {@code --builder} takes, for the help and for shells that complete. */
    static final class BuilderNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ImageBuilder.ALL.stream().map(ImageBuilder::executable).iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "IMAGE",
            description = "Name to push it under, registry.example/team/shop; with a tag, or tagged with the commit.")
    private ImageReference name;

    @Parameters(
            arity = "0..1",
            paramLabel = "CONTEXT",
            defaultValue = ".",
            description = "Folder whose files the Dockerfile may copy (default: ${DEFAULT-VALUE}).")
    private Path context;

    @Option(names = "--file", paramLabel = "FILE", description = "The Dockerfile (default: Dockerfile in CONTEXT).")
    private Path dockerfile;

    @Option(
            names = "--builder",
            completionCandidates = BuilderNames.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: the first that is installed).")
    private ImageBuilder builder;

    @Option(
            names = "--build-arg",
            paramLabel = "NAME=VALUE",
            description = "Value of an ARG; may be repeated. Never a secret: it stays in the image's history.")
    private Map<String, String> buildArgs = Map.of();

    @Option(names = "--plain-http", description = "Connect to the registry without TLS.")
    private boolean plainHttp;

    @Option(
            names = "--reuse",
            negatable = true,
            description =
                    "Build nothing when the registry has an image of the same inputs: the files of the commit that it"
                            + " is built from, build arguments, builder, platform, and the digests of base images"
                            + " (default: --no-reuse). A build that reads from the network may have made another image"
                            + " today.")
    private boolean reuse;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "With --reuse: a further file or folder that the image is made from, besides CONTEXT and the"
                    + " Dockerfile; may be repeated (default: path and inputs of the application in gitops.yaml).")
    private List<Path> inputs = List.of();

    @Option(
            names = "--registries",
            paramLabel = "FILE",
            description =
                    "With --reuse: file with the registries' logins, as 'buildah login' or 'docker login' wrote it"
                            + " (default: where the builders have it).")
    private Path registries;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws Exception {
        result.requireWritable();
        Instant start = SteadyClock.SYSTEM.start();
        Optional<DeliverySource> source =
                LocalCheckout.warned(spec.commandLine().getErr());
        ImageBuild image = image(source);
        ImageBuilder chosen = builder != null
                ? builder
                : ImageBuilder.find(
                        program -> SearchPath.ofThisProcess().find(program).isPresent());
        Optional<ReuseLookup> lookup =
                reuse ? Optional.of(new ReuseLookup(image, registries, this::note)) : Optional.empty();
        Optional<BuildInputs> known =
                lookup.flatMap(of -> of.inputs(dockerfile(), context, inputs, chosen.executable()));
        Optional<ImageReference> found = known.flatMap(of -> lookup.get().find(of));
        ImageReference pinned;
        try {
            pinned = found.isPresent()
                    ? found.get()
                    : build(chosen, known.map(of -> of.labelled(image)).orElse(image), known);
        } catch (GitopsException e) {
            throw new CommandFailure(ExitCode.FAILED, e);
        }
        if (found.isPresent()) {
            note("Built nothing: the registry has an image of the same inputs");
        }
        BuildResult built = new BuildResult(
                pinned,
                source,
                chosen.executable(),
                SteadyClock.SYSTEM.since(start).truncatedTo(ChronoUnit.MILLIS),
                found.isPresent(),
                Optional.empty());
        result.write(spec, built, pinned.toString());
        return ExitCode.OK.number();
    }

    private void note(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }

    private Path dockerfile() {
        return dockerfile != null ? dockerfile : context.resolve("Dockerfile");
    }

    private ImageBuild image(Optional<DeliverySource> source) {
        Path file = dockerfile();
        if (!Files.isRegularFile(file)) {
            throw new GitopsException(
                    "There is no Dockerfile " + file, "Write one, or name it with --file and its folder as CONTEXT");
        }
        return SourceImage.of(name, source, context.toString(), file.toString(), buildArgs, plainHttp);
    }

    private ImageReference build(ImageBuilder chosen, ImageBuild image, Optional<BuildInputs> known)
            throws IOException, InterruptedException {
        Path digest = Files.createTempFile("gitops-", ".digest");
        try {
            for (BuilderCommand command : chosen.commands(image, digest.toString())) {
                PrintedProgram.Ended ended = PrintedProgram.run(
                        command.line(), Map.of(), spec.commandLine().getErr());
                if (ended.exitCode() != 0) {
                    throw BuildFailure.of(command, image, ended.exitCode(), ended.lastLines());
                }
                if (command.purpose() == BuilderCommand.Purpose.INSPECT) {
                    Files.writeString(digest, String.join("\n", ended.lastLines()));
                }
            }
            ImageReference pinned = chosen.digest(image.target(), digestOf(digest));
            known.ifPresent(of -> pushBeside(chosen, image, of));
            return pinned;
        } finally {
            Files.deleteIfExists(digest);
        }
    }

    /** The image is there by now: without the second tag, the next build of the same inputs builds it again. */
    private void pushBeside(ImageBuilder chosen, ImageBuild image, BuildInputs of) {
        ImageReference beside = of.beside(image.target());
        try {
            for (BuilderCommand command : chosen.pushAs(image, beside)) {
                PrintedProgram.Ended ended = PrintedProgram.run(
                        command.line(), Map.of(), spec.commandLine().getErr());
                if (ended.exitCode() != 0) {
                    note("warning: " + beside + " was not pushed, so a later build will not find this image");
                    return;
                }
            }
        } catch (GitopsException e) {
            note("warning: " + beside + " was not pushed, so a later build will not find this image: "
                    + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever the builder wrote, as far as it can be a digest. */
    private static String digestOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(TextLimits.DIGEST_FILE), StandardCharsets.UTF_8);
        }
    }
}
