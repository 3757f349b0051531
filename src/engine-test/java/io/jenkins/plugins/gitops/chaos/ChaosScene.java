package io.jenkins.plugins.gitops.chaos;

import io.jenkins.plugins.gitops.cli.CommandLineScene;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.FaultPlan;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.KubectlProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A command line whose ways to the Git server and to the API server can be made to fail, whose disk can be made small, and
 * whose clock can be made to step.
 */
final class ChaosScene extends CommandLineScene implements AutoCloseable {

    private final AtomicReference<FaultPlan> git;
    private final AtomicReference<FaultPlan> cluster = new AtomicReference<>(request -> Fault.NONE);
    private final FaultyNetwork wayToGit;
    private final KubectlProxy proxy = ControlPlane.shared().proxy();
    private final FaultyNetwork wayToCluster;
    private final Path kubeconfig;
    private SmallDisk disk;
    private SteppingClock clock;
    private Duration usualTime;

    ChaosScene(Path folder) throws IOException {
        this(folder, new AtomicReference<>(request -> Fault.NONE), new AtomicReference<>());
    }

    private ChaosScene(Path folder, AtomicReference<FaultPlan> git, AtomicReference<FaultyNetwork> way)
            throws IOException {
        super(Files.createDirectories(folder), repository -> {
            way.set(new FaultyNetwork(repository, request -> git.get().of(request)));
            return new BareRepository(
                    way.get().url(), repository.username(), repository.password(), repository.folder());
        });
        this.git = git;
        this.wayToGit = way.get();
        this.wayToCluster =
                new FaultyNetwork(proxy.address(), request -> cluster.get().of(request));
        this.kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, kubeconfig(URI.create(wayToCluster.url())));
    }

    private static String kubeconfig(URI server) {
        return """
               apiVersion: v1
               kind: Config
               clusters: [{name: chaos, cluster: {server: "%s"}}]
               contexts: [{name: chaos, context: {cluster: chaos, user: chaos}}]
               users: [{name: chaos, user: {}}]
               current-context: chaos
               """
                .formatted(server);
    }

    /** What becomes of each request to the Git server from now on. */
    void git(FaultPlan plan) {
        git.set(plan);
    }

    /** What becomes of each request to the API server from now on. */
    void cluster(FaultPlan plan) {
        cluster.set(plan);
    }

    /** From now on caches and records are on a disk of that size; what was there before stays behind. */
    void mount(int megabytes) throws IOException {
        disk = new SmallDisk(Files.createDirectories(folder.resolve("disk")), megabytes);
    }

    /** A first delivery without a fault, so that there is something to lose. */
    void deliverInPeace(String image) {
        long begin = System.nanoTime();
        Said said = run(deploy(image));
        if (said.exitCode() != 0) {
            throw new IllegalStateException("The delivery without a fault ended with " + said);
        }
        usualTime = Duration.ofNanos(System.nanoTime() - begin);
    }

    /** How long a delivery takes here without a fault, with the start of its process. */
    Duration usualTime() {
        return usualTime;
    }

    SmallDisk disk() {
        return disk;
    }

    /** From now on processes are started with a clock that can be stepped. */
    void startClock() throws IOException {
        clock = new SteppingClock(folder.resolve("clock"));
    }

    SteppingClock clock() {
        return clock;
    }

    /** Another command line with the same repository and namespace, with nothing in the way. */
    CommandLineScene rival() {
        return from(rivalFolder());
    }

    private Path rivalFolder() {
        return folder.resolve("rival");
    }

    /** The records of all command lines that delivered here. */
    List<RecordStore> stores() {
        return List.of(records(), new RecordStore(rivalFolder().resolve("state/deliveries")));
    }

    private RecordStore records() {
        return new RecordStore((disk == null ? state() : disk.seenFromOutside(state())).resolve("deliveries"));
    }

    List<DeployRecord> unfinished() {
        return records().unfinished(unreadable -> {
            throw unreadable;
        });
    }

    /** The arguments that take up all that is unfinished. */
    List<String> resumption() {
        List<String> arguments = new ArrayList<>(List.of("resume"));
        arguments.addAll(places());
        return arguments;
    }

    @Override
    public Path state() {
        return disk == null ? super.state() : disk.folder().resolve("state");
    }

    @Override
    protected Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Said run(List<String> arguments) {
        return runAlone(arguments);
    }

    @Override
    protected List<String> before() {
        return disk == null ? List.of() : disk.enter();
    }

    @Override
    protected Map<String, String> environment() {
        return clock == null ? Map.of() : clock.environment();
    }

    @Override
    public void close() {
        wayToGit.close();
        wayToCluster.close();
        proxy.close();
        if (disk != null) {
            disk.close();
        }
    }

    /** Commit ids by deploy id, of all deliveries on the branch. */
    Map<String, List<String>> delivered() {
        Map<String, List<String>> found = new HashMap<>();
        repository
                .git("log", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly,separator=%x20) %H", "main")
                .lines()
                .map(line -> line.strip().split(" "))
                .filter(words -> words.length == 2)
                .forEach(words ->
                        found.computeIfAbsent(words[0], id -> new ArrayList<>()).add(words[1]));
        return found;
    }
}
