package io.jenkins.plugins.gitops.engine.manifest.render;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import io.jenkins.plugins.gitops.engine.manifest.tree.DiskTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TestTrees;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real kustomize of this machine, and with scripts in its place for what a real one does not do on demand. */
class KustomizeTest {

    @Nested
    class real {

        private final ManifestRenderer renderer = new ManifestRenderer();

        @BeforeEach
        void needs_kustomize_or_kubectl() {
            assertThat(System.getenv("PATH").split(File.pathSeparator))
                    .as("Folders in PATH: one has kustomize or kubectl (dev/test installs it; on Debian it is in the"
                            + " package kubernetes-client)")
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kustomize"))
                            || Files.isExecutable(Path.of(folder, "kubectl")));
        }

        @Test
        void renders_an_overlay_with_its_base_patches_and_generated_files() {
            RenderedManifests rendering = renderer.render(TestTrees.fixture("shop"), "overlay");
            assertThat(rendering.manifests())
                    .map(Manifest::toString)
                    .anyMatch(name -> name.matches("ConfigMap/staging-settings-\\w+ \\(overlay\\)"))
                    .contains("Deployment/staging-shop (overlay)");
            assertThat(RenderedImages.of(rendering).texts())
                    .containsExactly("nginx:1.26", "registry.example/team/shop:1.0");
            assertThat(rendering.inputs()).contains("base/deployment.yaml").doesNotContain("overlay/unused.yaml");
            assertThat(renderer.render(TestTrees.fixture(""), "shop/overlay/kustomization.yaml")
                            .digest())
                    .isEqualTo(rendering.digest());
        }

        /** What it gets is written anew; the types of values are left to it, whatever we would take them for. */
        @Test
        void renders_what_it_makes_of_the_files_themselves() throws IOException {
            String values = "{a: yes, b: 0755, c: 2020-01-01, d: 1.10, f: \"yes\", g: 1_000, h: 1e3, i: on, j: 0x1f,"
                    + " k: 12:30, l: 'a: b', m: \"\\u2028 🎉\\t\", n: ~, o: .5, p: -, q: 2001-12-14 21:59:43.10 -5}";
            FileTree tree = TestTrees.of(
                    "k/kustomization.yaml",
                    "# c\nresources: [a.yaml]\nnamePrefix: p-\ncommonAnnotations: {c: 'off', a: \"1\"}\npatches:\n"
                            + "- target: {kind: ConfigMap}\n  patch: |-\n    - {op: add, path: /data/y, value: yes} # c\n"
                            + "- patch: |\n    # c\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n"
                            + "    data:\n      z: |\n        x\n        y\n"
                            + "configMapGenerator:\n- name: g\n  literals: [a=b, \"c=d: e\"]\n",
                    "k/a.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: &n {on: \"x\"}, labels: *n}\ndata: "
                            + values
                            + "\n---\n# c\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {<<: {annotations: {x: \"1\"}}, name: b}\n"
                            + "data:\n  t: |\n    x\n\n    y\n  u: >-\n    x\n    y\n  e:\n");

            assertThat(renderer.render(tree, "k").manifests())
                    .map(Manifest::content)
                    .isEqualTo(raw(tree, "k"));
            assertThat(renderer.render(TestTrees.fixture("shop"), "overlay").manifests())
                    .map(Manifest::content)
                    .isEqualTo(raw(TestTrees.fixture("shop"), "overlay"));
        }

        /** In Debian's source package of Kubernetes. One has a key in another case, and is rendered once that is mended. */
        @Test
        void renders_what_others_have_published() throws IOException {
            FileTree tree = DiskTree.of(Path.of(DevScript.printed("published-manifests")));
            List<String> kustomizations =
                    tree.list("").stream().filter(Kustomization::isName).toList();

            assertThat(kustomizations).isNotEmpty();
            for (String path : kustomizations) {
                String mended = TestTrees.text(tree, path).replace("nameprefix:", "namePrefix:");
                FileTree spelled = tree.with(Map.of(path, mended.getBytes(StandardCharsets.UTF_8)));
                assertThat(renderer.render(spelled, path).manifests())
                        .as(path)
                        .map(Manifest::content)
                        .isEqualTo(raw(tree, TreePath.parent(path)));
            }
        }

        /** The objects that kustomize makes of the whole tree, as it is. */
        private List<ObjectNode> raw(FileTree tree, String directory) {
            try (TempFolder folder = new TempFolder()) {
                Path root = folder.materialize(
                        tree,
                        tree.list(TreePath.parent(directory)).stream()
                                .filter(file -> tree.kind(file) == FileTree.Kind.FILE)
                                .toList());
                SearchPath path = SearchPath.ofThisProcess();
                List<String> command = path.find("kustomize")
                        .map(kustomize -> List.of(kustomize, "build", directory))
                        .orElseGet(() -> List.of(path.find("kubectl").orElseThrow(), "kustomize", directory));
                ChildProcess.Result result = new SandboxedProgram(path).run("kustomize", command, Map.of(), root, root);
                assertThat(result.exit()).as(result.errors()).isZero();
                ManifestReader reader = new ManifestReader(new FileProblems());
                reader.read("output", result.output());
                return reader.orThrow("output").stream().map(Manifest::content).toList();
            }
        }

        @Test
        void what_is_rendered_at_the_root_has_a_place_too() {
            FileTree tree = TestTrees.of(
                    "kustomization.yaml",
                    "resources: [a.yaml]\n",
                    "a.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
            assertThat(renderer.render(tree, ".").manifests())
                    .map(Manifest::toString)
                    .containsExactly("ConfigMap/a (.)");
        }

        @Test
        void its_own_error_is_shown_without_temporary_paths() {
            FileTree tree = TestTrees.of("k/kustomization.yaml", "resources: [a.yaml]\n", "k/a.yaml", "a: b\n");
            assertThatThrownBy(() -> renderer.render(tree, "k"))
                    .hasMessageContaining("kustomize could not build k: ")
                    .hasMessageContaining("a.yaml")
                    .message()
                    .doesNotContain(System.getProperty("java.io.tmpdir"));
        }

        @Test
        void what_the_editor_sets_is_what_is_rendered() {
            for (String entry : List.of(
                    "",
                    "images: [{name: nginx}]",
                    "images: [{name: nginx, newTag: v9}]",
                    "images: [{name: nginx, newTag: v9, digest: '" + TestTrees.OTHER_DIGEST + "'}]",
                    "images: [{name: nginx, digest: '" + TestTrees.OTHER_DIGEST + "'}]")) {
                FileTree tree = TestTrees.of(
                        "k/kustomization.yaml",
                        "resources: [d.yaml]\n" + entry + "\n",
                        "k/d.yaml",
                        TestTrees.text(TestTrees.fixture("shop"), "base/deployment.yaml"));
                FileTree after = tree.with(ImageEditor.set(tree, "k", List.of(TestTrees.image("nginx")))
                        .files());
                assertThat(renderer.render(after, "k")
                                .manifests()
                                .get(0)
                                .content()
                                .at("/spec/template/spec/containers/1/image")
                                .asText())
                        .as(entry)
                        .isEqualTo("nginx@" + TestTrees.DIGEST);
            }
        }
    }

    @Nested
    class scripted {

        private static final String OBJECT = "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n";

        @TempDir
        private Path bin;

        private final FileTree tree = TestTrees.of("k/kustomization.yaml", "namePrefix: a-\n");

        private RenderedManifests render(String script) throws IOException {
            return render(script, new ChildProcess(Duration.ofSeconds(20), 1024 * 1024));
        }

        private RenderedManifests render(String script, ChildProcess limits) throws IOException {
            Path command = bin.resolve("kustomize");
            Files.writeString(command, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
            String path = bin + File.pathSeparator + System.getenv("PATH");
            return new ManifestRenderer(new SandboxedProgram(new SearchPath(path), limits)).render(tree, "k");
        }

        @Test
        void gets_no_environment_of_ours() throws IOException {
            Path seen = bin.resolve("seen");
            render("env > " + seen + "; printf '" + OBJECT + "'");
            assertThat(Files.readAllLines(seen))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .contains("GOMEMLIMIT")
                    .isSubsetOf(
                            "PATH",
                            "GOMEMLIMIT",
                            "GIT_ALLOW_PROTOCOL",
                            "http_proxy",
                            "HTTP_PROXY",
                            "https_proxy",
                            "HTTPS_PROXY",
                            "all_proxy",
                            "ALL_PROXY",
                            "GIT_TERMINAL_PROMPT",
                            "TMPDIR",
                            "PWD",
                            "OLDPWD",
                            "SHLVL",
                            "_");
        }

        @Test
        void works_in_a_folder_of_its_own_that_is_gone_afterwards() throws IOException {
            Path seen = bin.resolve("seen");
            render("stat -c %a .. > " + seen + "; pwd >> " + seen + "; find . -type f >> " + seen + "; printf '"
                    + OBJECT + "'");
            List<String> lines = Files.readAllLines(seen);
            assertThat(lines.get(0)).isEqualTo("700");
            assertThat(Path.of(lines.get(1))).doesNotExist();
            assertThat(lines.subList(2, lines.size())).containsExactly("./k/kustomization.yaml");
        }

        @Test
        void is_killed_with_its_children_when_it_takes_too_long() throws IOException {
            Path pid = bin.resolve("pid");
            ChildProcess impatient = new ChildProcess(Duration.ofMillis(500), 1024);
            assertThatThrownBy(() -> render("sleep 60 & echo $! > " + pid + "; wait", impatient))
                    .hasMessageContaining("kustomize took longer than");
            long child = Long.parseLong(Files.readString(pid).strip());
            // Long before it would end by itself.
            eventually("the child " + child + " is gone")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !isAlive(child));
        }

        private static boolean isAlive(long pid) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }

        @Test
        void is_killed_when_it_writes_too_much() {
            assertThatThrownBy(() -> render("yes", new ChildProcess(Duration.ofSeconds(20), 2 * 1024 * 1024)))
                    .hasMessage("kustomize wrote more than 2 MiB");
        }

        @Test
        void has_a_limit_to_its_memory() throws IOException {
            Path seen = bin.resolve("seen");
            render("ulimit -v > " + seen + "; printf '" + OBJECT + "'");
            assertThat(Files.readString(seen).strip()).isEqualTo("3145728");
        }

        @Test
        void the_end_of_its_errors_is_shown() {
            assertThatThrownBy(() -> render("for i in $(seq 50); do echo \"$PWD/k/a.yaml: line $i\" >&2; done; exit 3"))
                    .hasMessageStartingWith("kustomize could not build k: k/a.yaml: line 31\n")
                    .hasMessageEndingWith("k/a.yaml: line 50");
        }

        @Test
        void its_errors_show_no_secret_s_data() {
            assertThatThrownBy(() -> render("echo 'bad {\"kind\":\"\",\"data\":{\"p\":\"aGk=\"},\"x\":1}' >&2;"
                            + " echo 'bad map[stringData:map[p:hush] kind:]' >&2; exit 1"))
                    .hasMessageContaining("\"data\":***,\"x\":1")
                    .hasMessageContaining("map[stringData:*** kind:]");
        }

        @Test
        void output_that_is_no_object_is_an_error() {
            assertThatThrownBy(() -> render("echo 'a: b'")).hasMessageContaining("k: not a Kubernetes object");
            assertThatThrownBy(() -> render("echo")).hasMessageContaining("holds no Kubernetes object");
        }

        @Test
        void is_missed_only_when_it_is_needed() {
            SandboxedProgram nothing = new SandboxedProgram(new SearchPath(bin.toString()));
            FileTree plain =
                    TestTrees.of("a.json", "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"name\":\"a\"}}");
            assertThat(new ManifestRenderer(nothing).render(plain, "").manifests())
                    .hasSize(1);
            assertThatThrownBy(() -> new ManifestRenderer(nothing).render(tree, "k"))
                    .hasMessage("Neither 'kustomize' nor 'kubectl' was found on the PATH");
        }

        @Test
        void bytes_of_all_kinds_arrive_as_they_are() throws IOException {
            RenderedManifests rendering = render("printf '" + OBJECT + "data: {a: \"\\303\\274\"}\\n'");
            assertThat(rendering
                            .manifests()
                            .get(0)
                            .content()
                            .at("/data/a")
                            .asText()
                            .getBytes(StandardCharsets.UTF_8))
                    .hasSize(2);
        }
    }
}
