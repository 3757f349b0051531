package io.jenkins.plugins.gitops.engine.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import io.jenkins.plugins.gitops.engine.manifest.program.NoNetwork;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kustomize reads in another way than a check by exact names: keys in any case, merges, tags, texts that may be files.
 * With the real kustomize, and a server that must see no request.
 */
class HostileKustomizationTest {

    private static final String FILE = "k/kustomization.yaml";
    private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            byte[] answer = OBJECT.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/x.yaml";
    }

    private void assertRefused(String place, String message, String... pathsAndContents) {
        String url = url();
        for (int i = 0; i < pathsAndContents.length; i++) {
            pathsAndContents[i] = pathsAndContents[i].replace("URL", url);
        }
        FileTree tree =
                TestTrees.of(pathsAndContents).with(Map.of("k/a.yaml", OBJECT.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> new ManifestRenderer().render(tree, "k"))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining(place + ": ")
                .hasMessageContaining(message);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Bases: [URL]                                    | 'Bases' is no field",
                "RESOURCES: [URL]                                | 'RESOURCES' is no field",
                "reſources: [URL]                                | 'reſources' is no field",
                "<<: {bases: [URL]}                              | '<<' merges",
                "!!merge <<: {bases: [URL]}                      | '<<' merges",
                "configMapGenerator: [{name: c, Files: [a=URL]}] | 'Files' is no field",
                "configMapGenerator: [{name: c, <<: {files: [a=URL]}}] | '<<' merges",
                "secretGenerator: [{name: c, ENVS: [URL]}]       | 'ENVS' is no field",
                "Bases: [../../../../elsewhere]                  | 'Bases' is no field",
                "patches: [{Path: URL}]                          | 'Path' is no field",
                "patchesJson6902: [{target: {kind: A}, PATH: URL}] | 'PATH' is no field",
                "openapi: {path: URL}                            | is fetched",
                "crds: ['URL']                                   | is fetched",
                "HelmCharts: [{name: c, repo: URL}]              | 'HelmCharts' is no field",
                "replacements: [{Path: URL}]                     | 'Path' is no field"
            })
    void a_field_that_only_kustomize_would_understand_is_refused_with_its_line(String field, String message) {
        assertRefused(FILE + ":2", message, FILE, "resources: [a.yaml]\n" + field + "\n");
    }

    @Test
    void a_tag_that_makes_another_text_of_it_is_refused() {
        String encoded = Base64.getEncoder().encodeToString(url().getBytes(StandardCharsets.UTF_8));

        assertRefused(
                FILE + ":1",
                "the tag 'tag:yaml.org,2002:binary' does not fit here",
                FILE,
                "resources: [!!binary " + encoded + "]\n",
                "k/" + encoded,
                OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: PatchTransformer\nPath: URL\n", "kind: PatchTransformer\n<<: {path: URL}\n"})
    void a_generator_or_transformer_has_its_fields_by_their_exact_names_too(String fields) {
        String configuration = "apiVersion: builtin\nmetadata: {name: a}\n" + fields;

        assertRefused(
                "k/t.yaml:4", "", FILE, "resources: [a.yaml]\ntransformers: [t.yaml]\n", "k/t.yaml", configuration);
        assertRefused(
                FILE + ":2, in the text:4",
                "",
                FILE,
                "resources: [a.yaml]\ntransformers: ['" + configuration.replace("\n", "\n\n  ") + "']\n");
    }

    /** kustomize takes the items out of every list, whatever its kind. */
    @Test
    void a_list_is_no_generator() {
        assertRefused(
                "k/g.yaml:3",
                "'items' is no field that is known here",
                FILE,
                "generators: [g.yaml]\n",
                "k/g.yaml",
                "apiVersion: builtin\nkind: XList\nitems:\n- apiVersion: builtin\n  kind: ConfigMapGenerator\n"
                        + "  metadata: {name: c}\n  files: [a=URL]\n");
    }

    @Test
    void a_base_is_checked_although_another_one_takes_its_kustomization_for_data() {
        assertRefused(
                "k/b/c/kustomization.yaml:1",
                "'Bases' is no field",
                FILE,
                "resources: [b, b/c]\n",
                "k/b/kustomization.yaml",
                "configMapGenerator: [{name: c, files: [c/kustomization.yaml]}]\n",
                "k/b/c/kustomization.yaml",
                "Bases: [URL]\n");
    }

    @Test
    void a_file_that_is_data_here_and_yaml_there_is_refused() {
        assertRefused(
                FILE + ":2",
                "k/b.yaml is to be taken as it is here, and is read as YAML elsewhere",
                FILE,
                "resources: [b.yaml]\nconfigMapGenerator: [{name: c, files: [b.yaml]}]\n",
                "k/b.yaml",
                "# b\n" + OBJECT);
    }

    /** A mapping for one reader, an address for another: what kustomize gets can be no address. */
    @Test
    void a_text_that_could_be_an_address_as_well_is_not_fetched() {
        FileTree tree = TestTrees.of(
                FILE, "resources: [a.yaml]\npatchesStrategicMerge: ['" + url() + "?a: b']\n", "k/a.yaml", OBJECT);

        assertThatThrownBy(() -> new ManifestRenderer().render(tree, "k"))
                .hasMessageContaining("kustomize could not build k");
        assertThat(requests).isEmpty();
    }

    @Test
    void other_folders_of_the_machine_are_out_of_reach(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("kustomization.yaml"), "resources: [a.yaml]\n");
        Files.writeString(elsewhere.resolve("a.yaml"), OBJECT);
        String path = "../../../../../../../../.." + elsewhere;

        assertRefused(FILE + ":1", "'Bases' is no field", FILE, "Bases: ['" + path + "']\n");
        assertRefused(FILE + ":1", "leaves the repository", FILE, "bases: ['" + path + "']\n");
        assertRefused(FILE + ":1", "leaves the repository", FILE, "components: ['" + elsewhere + "']\n");
    }

    @Test
    void a_key_that_is_written_twice_is_refused_with_its_line() {
        assertRefused(
                FILE + ":2",
                "the key 'resources' is written twice",
                FILE,
                "resources: [a.yaml]\nresources: [../k/a.yaml]\n");
    }

    @Test
    void bases_are_not_nested_without_end() {
        String[] tree = new String[2 * 200];
        for (int i = 0; i < tree.length; i += 2) {
            String directory = "k" + "/b".repeat(i / 2);
            tree[i] = directory + "/kustomization.yaml";
            tree[i + 1] = "resources: [b]\n";
        }

        assertRefused("k" + "/b".repeat(100) + "/kustomization.yaml:1", "nested deeper than 100 levels", tree);
    }

    /** Where this system has a way to take its network from a program; else there is nothing to see here. */
    @Test
    void it_has_no_network_even_if_something_is_to_be_fetched(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [" + url() + "]\n");
        SearchPath path = SearchPath.ofThisProcess();
        SandboxedProgram programs = new SandboxedProgram(path);
        List<String> command = path.find("kustomize")
                .map(kustomize -> List.of(kustomize, "build", "."))
                .orElseGet(() -> List.of(path.find("kubectl").orElseThrow(), "kustomize", "."));

        ChildProcess.Result result = programs.run("kustomize", command, Map.of(), folder, folder);

        assertThat(requests.isEmpty()).isEqualTo(!NoNetwork.prefix(path).isEmpty());
        assertThat(result.exit() == 0).isEqualTo(NoNetwork.prefix(path).isEmpty());
    }
}
