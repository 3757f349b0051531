package io.jenkins.plugins.gitops.engine.parts;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A real Kubernetes control plane. {@link #shared()} is the one that tests share, with a {@link KubeletStandIn} in this
 * JVM: each test takes a namespace of its own. {@link #withRealNode} runs containers.
 */
public final class ControlPlane {

    private static final Duration NAMESPACE_LIMIT = Duration.ofMinutes(1);
    /** An hour: longer than a test class runs. */
    private static final long TOKEN_SECONDS = 3600;
    /** The script's exit code where no real node can be. */
    private static final int NO_NODE = 4;

    private static ControlPlane shared;

    private final DevScript script;
    private final Path kubeconfigFile;
    private final String kubeconfig;
    private final String apiServer;
    private final String kubectl;
    private final KubernetesClient client;

    private ControlPlane(DevScript script, Map<String, String> published) {
        this.script = script;
        this.kubeconfigFile = Path.of(published.get("KUBECONFIG"));
        this.apiServer = published.get("API_SERVER");
        this.kubectl = published.get("KUBECTL");
        try {
            this.kubeconfig = Files.readString(kubeconfigFile);
            if (published.get("NODE").equals("none")) {
                KubeletStandIn.start(kubeconfig, "stand-in");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    /** The one of this JVM, started at the first call (about 5 s). */
    public static synchronized ControlPlane shared() {
        if (shared == null) {
            DevScript script = new DevScript("control-plane", DevScript.sharedState());
            shared = new ControlPlane(script, script.start("--node", "none"));
        }
        return shared;
    }

    /**
     * One of a test's own, with a real node (about 20 s; the first time on a machine its programs are built, which takes
     * 10 minutes). Where no real node can be, for want of root or cgroups, there is none, and one line says so.
     *
     * @param state an empty folder; whoever starts it calls {@link #stop}
     */
    public static Optional<ControlPlane> withRealNode(Path state) {
        DevScript script = new DevScript("control-plane", state);
        DevScript.Output started = script.tryToStart("--node", "real");
        if (started.exitCode() == NO_NODE) {
            System.err.println(started.err().strip().lines().reduce("", (before, line) -> line));
            return Optional.empty();
        }
        return Optional.of(new ControlPlane(script, DevScript.published(started)));
    }

    /** Runs a command in the network of the real node, and returns what it printed. */
    public String inNodeNetwork(String... command) {
        String shell =
                "state=$1; shift; exec nsenter --target \"$(pgrep -P \"$(cut -d' ' -f1 \"$state/run/node.pid\")\")\""
                        + " --net \"$@\"";
        List<String> line = new ArrayList<>(
                List.of("bash", "-c", shell, "node", script.state().toString()));
        line.addAll(Arrays.asList(command));
        return DevScript.run(line).succeeded();
    }

    /** Ends all its processes. */
    public void stop() {
        script.call("stop").succeeded();
    }

    /** Kills all its processes at once, as far as they are known by name, and whoever watches over them. */
    public void killEverything() {
        List<String> command = List.of(
                "bash",
                "-c",
                "cat \"$1\"/run/*.pid | cut -d' ' -f1 | xargs kill -s KILL",
                "kill",
                script.state().toString());
        DevScript.run(command).succeeded();
    }

    /** The administrator's kubeconfig, everything inline. */
    public String kubeconfig() {
        return kubeconfig;
    }

    /** The same as a file. */
    public Path kubeconfigFile() {
        return kubeconfigFile;
    }

    /** The API server's URL. */
    public String apiServer() {
        return apiServer;
    }

    /** The command that goes with it. */
    public String kubectl() {
        return kubectl;
    }

    /** A client with all rights, to prepare and to check; the code under test makes its own. */
    public KubernetesClient client() {
        return client;
    }

    /** A new namespace that takes pods. */
    public String freshNamespace() {
        String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("any")
                .withNamespace(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("any")
                .withImage("registry.example/any")
                .endContainer()
                .endSpec()
                .build();
        // Without its account a namespace takes none; old servers want the account's token too, new ones make none.
        eventually("namespace " + name + " takes pods")
                .atMost(NAMESPACE_LIMIT)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> client.resource(pod).dryRun().create() != null);
        return name;
    }

    /** A new token of a service account, which ends with it. */
    public String token(String namespace, String account) {
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** The image of a Deployment's first container; empty when there is no such Deployment. */
    public String image(String namespace, String deployment) {
        return kubectl(
                        namespace,
                        "get",
                        "deployment",
                        deployment,
                        "--ignore-not-found",
                        "-o",
                        "jsonpath={.spec.template.spec.containers[0].image}")
                .succeeded();
    }

    /** The API server over plain HTTP, as the administrator. */
    public KubectlProxy proxy() {
        return new KubectlProxy(kubectl, kubeconfigFile);
    }

    /** Calls kubectl as the administrator, in a namespace. */
    public DevScript.Output kubectl(String namespace, String... arguments) {
        List<String> command = new ArrayList<>(List.of(kubectl, "--namespace", namespace));
        command.addAll(Arrays.asList(arguments));
        return DevScript.run(command, Map.of("KUBECONFIG", kubeconfigFile.toString()), new byte[0]);
    }

    /** Kills the API server, as a machine's failure would. Nothing answers at its address until it is started again. */
    public void killApiServer() {
        kill("kube-apiserver");
    }

    /**
     * Starts the API server again, at the same address; returns when it is ready and the controllers work. The
     * controller manager is restarted too: it would wait for up to half a minute before it tried its watches again.
     */
    public void restartApiServer() {
        kill("kube-controller-manager");
        script.start("--node", "none");
        freshNamespace();
    }

    /** Stops the API server as it is (SIGSTOP): it takes connections, and answers nothing until it is woken. */
    public void pauseApiServer() {
        signal("STOP");
    }

    /** Goes on after {@link #pauseApiServer}. */
    public void wakeApiServer() {
        signal("CONT");
    }

    private void signal(String name) {
        DevScript.run(List.of("kill", "-s", name, Long.toString(pid("kube-apiserver"))))
                .succeeded();
    }

    private void kill(String process) {
        ProcessHandle.of(pid(process)).ifPresent(Eventually::kill);
    }

    private long pid(String process) {
        try {
            return Long.parseLong(Files.readString(script.state().resolve("run/" + process + ".pid"))
                    .split(" ")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
