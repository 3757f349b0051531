package io.jenkins.plugins.gitops;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A newcomer's first delivery, in a real Jenkins: the application of {@code examples/} in a Git server, the account and
 * the configuration of {@code docs/configuration-as-code.md}, a Pipeline job that checks out the {@code Jenkinsfile}.
 */
class ExampleJobTest {

    private static final String NAMESPACE = "shop-staging";
    private static final List<String> PROGRAMS = List.of("git", "go", "gotestsum", "buildah", "kubectl");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @RegisterExtension
    private final RealJenkinsExtension jenkins =
            ShortLivedJenkins.create().extraEnv("COLLECTING_METRICS_PERIOD_IN_SECONDS", "5");

    @BeforeEach
    void the_programs_of_the_example_are_there() {
        List<String> missing = PROGRAMS.stream()
                .filter(program -> Stream.of(System.getenv("PATH").split(":"))
                        .noneMatch(each -> Files.isExecutable(Path.of(each, program))))
                .toList();
        assertThat(missing)
                .as("What the example needs in PATH; on Debian 12: apt-get install git golang-go gotestsum buildah"
                        + " kubernetes-client. Missing are")
                .isEmpty();
    }

    @Test
    void the_example_is_delivered_by_one_commit_and_shown() throws Throwable {
        GitServer.BareRepository repository = pushExample();
        prepareCluster();
        configure(repository);
        jenkins.startJenkins();

        String log = jenkins.runRemotely(ExampleJobTest::build, repository.url());
        assertThat(log).endsWith("Finished: SUCCESS\n");

        JsonNode delivery = json("job/shop/1/gitops/api/json").at("/deliveries/0");
        String image = delivery.at("/images/0").asText();
        String digest = image.substring(image.indexOf('@') + 1);
        assertThat(image)
                .startsWith(ImageRegistry.shared().address() + "/shop:")
                .contains("@sha256:");
        assertThat(digest).isEqualTo(digestInRegistry(image));

        assertThat(repository.git("rev-list", "--count", "main").strip()).isEqualTo("2");
        onlyTheImageDiffers(repository, digest);
        assertThat(trailers(repository))
                .contains(
                        entry("Gitops-Deploy-Id", delivery.at("/deployId").asText()),
                        entry("Gitops-Application", "shop"),
                        entry("Gitops-Environment", "staging"),
                        entry("Gitops-Image", image),
                        entry(
                                "Gitops-Source",
                                repository.url() + "@"
                                        + repository.git("rev-parse", "main~1").strip()),
                        entry("Gitops-Build", jenkins.getUrl() + "job/shop/1/"));

        String commit = repository.git("rev-parse", "main").strip();
        theClusterRuns(digest);
        buildPageShows(commit, delivery);
        jobPageShows(commit, image);
        metricsCount();
    }

    /** The files as they are, with the registry's address as {@code examples/README.md} says. */
    private GitServer.BareRepository pushExample() {
        GitServer.BareRepository repository = GitServer.shared().createRepository(Map.of());
        String push =
                repository.url().replace("://", "://" + repository.username() + ":" + repository.password() + "@");
        DevScript.run(
                        List.of("bash", "-euc", """
                        cp -a examples "$FOLDER/shop"
                        cd "$FOLDER/shop"
                        sed -i "s#registry\\.example/shop#$REGISTRY/shop#" \
                          Jenkinsfile k8s/base/deployment.yaml k8s/overlays/*/kustomization.yaml
                        git init -q --initial-branch=main
                        git add -A
                        git -c user.name=Someone -c user.email=someone@example.org commit -q -m 'A shop'
                        git push -q "$PUSH" main
                        """),
                        Map.of(
                                "FOLDER",
                                folder.toString(),
                                "REGISTRY",
                                ImageRegistry.shared().address(),
                                "PUSH",
                                push),
                        new byte[0])
                .succeeded();
        return repository;
    }

    private void prepareCluster() throws Exception {
        Path account = Files.writeString(
                folder.resolve("deployer.yaml"), Document.at("docs/clusters.md").block("# deployer.yaml"));
        kubectl("create", "namespace", NAMESPACE);
        kubectl("apply", "-f", account.toString());
    }

    /** What an administrator puts into the environment of Jenkins, so that the document's file needs no change. */
    private void configure(GitServer.BareRepository repository) throws Exception {
        Path file = Files.writeString(
                folder.resolve("jenkins.yaml"),
                Document.at("docs/configuration-as-code.md").block("# jenkins.yaml"));
        jenkins.extraEnv("CASC_JENKINS_CONFIG", file.toString())
                .extraEnv("CLUSTER_URL", ControlPlane.shared().apiServer())
                .extraEnv("CLUSTER_CA", secret("ca\\.crt"))
                .extraEnv("DEPLOYER_TOKEN", secret("token"))
                .extraEnv("GIT_USERNAME", repository.username())
                .extraEnv("GIT_PASSWORD", repository.password())
                .extraEnv("REGISTRY", ImageRegistry.shared().address());
    }

    private static String secret(String key) {
        String value = eventually("the account's token is there")
                .until(
                        () -> kubectl("get", "secret", "deployer", "-o", "jsonpath={.data." + key + "}"),
                        found -> !found.isEmpty());
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    private static String build(JenkinsRule rule, String repository) throws Throwable {
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(repository, null, null, null)),
                List.of(new BranchSpec("*/main")),
                null,
                null,
                List.of());
        WorkflowJob job = rule.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
        WorkflowRun build = rule.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        return JenkinsRule.getLog(build);
    }

    private static void onlyTheImageDiffers(GitServer.BareRepository repository, String digest) {
        assertThat(repository.git("diff", "--numstat", "main~1", "main"))
                .isEqualTo("1\t1\tk8s/overlays/staging/kustomization.yaml\n");
        assertThat(repository.git("diff", "-U0", "main~1", "main").lines())
                .contains("-    digest: sha256:" + "0".repeat(64), "+    digest: " + digest);
    }

    private static Map<String, String> trailers(GitServer.BareRepository repository) {
        return repository
                .git("log", "-1", "--format=%(trailers:only,unfold)", "main")
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static void theClusterRuns(String digest) {
        assertThat(kubectl("get", "deployment", "shop", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .endsWith("@" + digest);
        assertThat(kubectl(
                        "get",
                        "pods",
                        "-o",
                        "jsonpath={.items[?(@.status.phase=='Running')].spec.containers[0].image}"))
                .endsWith("@" + digest);
    }

    private void buildPageShows(String commit, JsonNode delivery) throws Exception {
        assertThat(delivery.at("/outcome").asText()).isEqualTo("healthy");
        assertThat(delivery.at("/commit").asText()).isEqualTo(commit);
        assertThat(json("job/shop/1/api/json").toString())
                .contains(delivery.at("/deployId").asText());
        assertThat(get("job/shop/1/"))
                .contains("shop in staging", "Healthy", commit.substring(0, 10), " tests, 0 failed");
        assertThat(get("job/shop/1/gitops/"))
                .contains("shop in staging", delivery.at("/deployId").asText());
    }

    private void jobPageShows(String commit, String image) throws Exception {
        JsonNode state = json("job/shop/gitops/api/json").at("/environments/0");
        assertThat(state.at("/environment").asText()).isEqualTo("staging");
        assertThat(state.at("/commit").asText()).isEqualTo(commit);
        assertThat(state.at("/images/0").asText()).isEqualTo(image);
        assertThat(get("job/shop/")).contains("What runs where", "staging", "Healthy", commit.substring(0, 10));
        assertThat(get("job/shop/gitops/")).contains("shop in staging", "#1");
    }

    private void metricsCount() throws Exception {
        String expected =
                "gitops_deployments_total{application=\"shop\",environment=\"staging\",outcome=\"healthy\",} 1.0";
        eventually("the delivery is counted")
                .untilAsserted(
                        () -> assertThat(get("prometheus/")).contains(expected).contains("default_jenkins_up"));
    }

    private static String digestInRegistry(String image) throws Exception {
        String tag = image.substring(image.indexOf("/shop:") + "/shop:".length(), image.indexOf('@'));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + ImageRegistry.shared().address() + "/v2/shop/manifests/" + tag))
                .header(
                        "Accept",
                        "application/vnd.oci.image.manifest.v1+json,"
                                + " application/vnd.docker.distribution.manifest.v2+json")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Docker-Content-Digest")
                .orElseThrow();
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path));
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(jenkins.getUrl() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(NAMESPACE, arguments).succeeded();
    }
}
