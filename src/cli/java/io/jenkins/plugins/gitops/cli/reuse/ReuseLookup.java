package io.jenkins.plugins.gitops.cli.reuse;

import io.jenkins.plugins.gitops.cli.application.LocatedFile;
import io.jenkins.plugins.gitops.cli.workspace.CommittedInputs;
import io.jenkins.plugins.gitops.cli.workspace.RegistryLogins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.application.DeclaredApplication;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildTexts;
import io.jenkins.plugins.gitops.engine.image.reuse.InputPaths;
import io.jenkins.plugins.gitops.engine.image.reuse.NotReusableException;
import io.jenkins.plugins.gitops.engine.image.reuse.ReusableImages;
import io.jenkins.plugins.gitops.engine.registry.ImageRegistries;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** What {@code gitops build --reuse} knows of the inputs of its image, and whether the registry has one of them. */
public final class ReuseLookup {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_TEXT = 1024 * 1024;

    private final ImageBuild image;
    private final Consumer<String> notes;
    private final ReusableImages images;

    /**
     * @param image the build
     * @param logins the file with the registries' logins; null for where the builders have theirs
     * @param notes for people
     */
    public ReuseLookup(ImageBuild image, Path logins, Consumer<String> notes) {
        this.image = image;
        this.notes = notes;
        Function<String, Optional<RegistryHost>> known =
                logins != null ? RegistryLogins.read(logins, Set.of()) : RegistryLogins.ofBuilders();
        this.images = new ReusableImages(
                new ImageRegistries(host -> Optional.of(host(host, known)), HttpClient::newBuilder, TIMEOUT), notes);
    }

    /** Without a login where none is known: many base images are for everybody. */
    private RegistryHost host(String host, Function<String, Optional<RegistryHost>> known) {
        RegistryHost login =
                known.apply(host).orElseGet(() -> new RegistryHost(host, false, Optional.empty(), Optional.empty()));
        boolean plain = image.plainHttp() && host.equals(image.target().registry());
        return new RegistryHost(host, plain, login.username(), login.password());
    }

    /**
     * The inputs of the build, with the digests of base images as they are now.
     *
     * @param further what the image is made from as well; none for what gitops.yaml says
     * @return empty when the files here are not those of a commit; that is told
     */
    public Optional<BuildInputs> inputs(Path dockerfile, Path context, List<Path> further, String builder) {
        Optional<CommittedInputs> committed = CommittedInputs.around(context);
        if (committed.isEmpty()) {
            notes.accept("Not reused: " + context + " is not in a Git checkout with a commit");
            return Optional.empty();
        }
        CommittedInputs checkout = committed.get();
        String folder = checkout.inside(context);
        List<String> more = new ArrayList<>();
        further.forEach(path -> more.add(checkout.inside(path)));
        List<String> manifests = new ArrayList<>();
        if (further.isEmpty()) {
            declared(image.target()).ifPresent(found -> {
                more.addAll(found.paths());
                manifests.addAll(found.manifests());
            });
        }
        try {
            return Optional.of(inputs(checkout, folder, dockerfile, more, manifests, builder));
        } catch (NotReusableException built) {
            notes.accept(built.getMessage());
            return Optional.empty();
        }
    }

    private BuildInputs inputs(
            CommittedInputs checkout,
            String folder,
            Path dockerfile,
            List<String> more,
            List<String> manifests,
            String builder) {
        String file = checkout.inside(dockerfile);
        SortedMap<String, String> ignoring = new TreeMap<>();
        for (String name : BuildTexts.ignoring(folder, file)) {
            text(checkout.root().resolve(name)).ifPresent(found -> ignoring.put(name, found));
        }
        BuildTexts texts = new BuildTexts(text(dockerfile).orElse(""), ignoring);
        InputPaths paths = InputPaths.of(folder, file, texts, more, manifests);
        checkout.difference(paths).ifPresent(different -> {
            throw new NotReusableException(different);
        });
        return images.inputs(image, texts, paths, checkout.files(), builder, System.getProperty("os.arch"));
    }

    public Optional<ImageReference> find(BuildInputs inputs) {
        return images.find(image.target(), inputs);
    }

    /** Of an application: what it is built from, and its manifests in all environments. */
    private record Declared(List<String> paths, List<String> manifests) {}

    /** The only application of gitops.yaml, or that with the image's name. */
    private static Optional<Declared> declared(ImageReference name) {
        return LocatedFile.around(Path.of("")).map(LocatedFile::content).flatMap(file -> file.applications().stream()
                .filter(each -> file.applications().size() == 1 || each.name().equals(name.lastPart()))
                .findFirst()
                .map(application -> declared(file, application)));
    }

    private static Declared declared(ApplicationFile file, DeclaredApplication application) {
        List<String> paths = new ArrayList<>(application.inputs());
        paths.add(application.path());
        List<String> manifests = file.environmentsOf(application.name()).stream()
                .map(environment -> file.settings(application.name(), environment))
                .filter(settings -> settings.get(Setting.REPOSITORY).isEmpty())
                .flatMap(settings -> settings.text(Setting.MANIFESTS).stream())
                .distinct()
                .toList();
        return new Declared(paths, manifests);
    }

    private static Optional<String> text(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MOST_TEXT) {
                throw new GitopsException(file + " is larger than " + MOST_TEXT + " bytes", "Leave out --reuse");
            }
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new GitopsException(file + " cannot be read", "Let this user read it", e);
        }
    }
}
