package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Deliveries that meet faults of programs, and servers that are endlessly slow. */
@WithSharedJenkins
class TroubledDeliveriesTest {

    private static final int SLOW = 12;
    private static final String ACCOUNT = "deployer";

    private static JenkinsRule jenkins;

    private final Application application = new Application("shop");
    private Faulty credential;

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void a_store_of_credentials_that_fails() throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        configure(List.of(place("shop", application.repository.url())));
        application.letPodsStart();
        credential = new Faulty(application.repository.username(), application.repository.password());
        var all = SystemCredentialsProvider.getInstance().getCredentials();
        all.removeIf(each -> each instanceof UsernamePasswordCredentialsImpl);
        all.add(credential);
        DeliveryService.get().retryPause = Duration.ofMillis(10);
    }

    @AfterEach
    void leave_nothing() throws Exception {
        WorkflowJob job = jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class);
        job.delete();
    }

    @Test
    void a_fault_each_time_is_told_in_the_log_and_given_up() throws Exception {
        credential.fail(Integer.MAX_VALUE, () -> {
            throw new IllegalStateException("s3cr3t");
        });
        WorkflowRun build = deliver();

        DeliveryEnding ending = ended(build, Result.FAILURE);
        assertThat(ending.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(ending.reason())
                .isEqualTo("A fault of this plugin, java.lang.IllegalStateException, 12 times in a row");
        jenkins.assertLogContains(": A fault of this plugin, java.lang.IllegalStateException", build);
        jenkins.assertLogContains("-> Report it with what Jenkins' system log says of it", build);
        jenkins.assertLogNotContains("s3cr3t", build);
        assertThat(application.committed()).isEmpty();
    }

    @Test
    void faults_that_pass_end_nothing() throws Exception {
        credential.fail(11, () -> {
            throw new NoClassDefFoundError("during an update");
        });
        WorkflowRun build = deliver();

        assertThat(ended(build, Result.SUCCESS).outcome()).isEqualTo(Outcome.HEALTHY);
    }

    @Test
    void an_error_ends_it_at_once_and_frees_its_place() throws Exception {
        // The first who asks looks for gitops.yaml, which the delivery does again.
        credential.fail(2, () -> {
            throw new StackOverflowError();
        });
        DeliveryService.get().retryPause = Duration.ofHours(1);
        WorkflowRun build = deliver();

        assertThat(ended(build, Result.FAILURE).reason())
                .isEqualTo("A fault of this plugin, java.lang.StackOverflowError");
        assertThat(ended(deliver(), Result.SUCCESS).outcome()).isEqualTo(Outcome.HEALTHY);
    }

    @Test
    void an_abort_ends_one_that_only_meets_faults() throws Exception {
        DeliveryService.get().retryPause = Duration.ofHours(1);
        credential.fail(Integer.MAX_VALUE, () -> {
            throw new IllegalStateException();
        });
        WorkflowRun build = deliver();
        jenkins.waitForMessage("[gitops] Trying again in ", build);

        build.getExecutor().interrupt();

        assertThat(ended(build, Result.ABORTED).outcome()).isEqualTo(Outcome.ABORTED);
    }

    @Test
    void a_credential_that_is_mended_meanwhile_is_taken() throws Exception {
        application.holdNewPods();
        application.kubectl("create", "serviceaccount", ACCOUNT);
        application.kubectl(
                "create",
                "rolebinding",
                ACCOUNT,
                "--clusterrole=admin",
                "--serviceaccount=" + application.namespace + ":" + ACCOUNT);
        storeTokenOfAccount();
        WorkflowRun build = deliver();
        jenkins.waitForMessage("Applied workloads", build);

        // The token ends with its account.
        application.kubectl("delete", "serviceaccount", ACCOUNT);
        jenkins.waitForMessage("Asking again", build);
        application.kubectl("create", "serviceaccount", ACCOUNT);
        storeTokenOfAccount();
        application.letPodsStart();

        assertThat(ended(build, Result.SUCCESS).outcome()).isEqualTo(Outcome.HEALTHY);
        assertThat(application.committed()).hasSize(1);
    }

    /** As the kubeconfig of the cluster's credential. */
    private void storeTokenOfAccount() throws Exception {
        ControlPlane plane = ControlPlane.shared();
        String authority = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "test", Optional.empty())
                .certificateAuthority()
                .orElseThrow();
        String kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: one
                contexts: [{name: one, context: {cluster: one, user: one}}]
                clusters: [{name: one, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: one, user: {token: %s}}]
                """.formatted(
                        plane.apiServer(),
                        Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)),
                        plane.token(application.namespace, ACCOUNT));
        var all = SystemCredentialsProvider.getInstance().getCredentials();
        all.removeIf(
                each -> each instanceof FileCredentialsImpl file && file.getId().equals("test"));
        all.add(Controller.kubeconfig("test", kubeconfig));
    }

    /** Each byte comes before a connection's silence is too long. */
    @Test
    void a_server_that_answers_byte_by_byte_holds_up_nobody_else() throws Exception {
        try (Drip drip = new Drip()) {
            List<Controller.Place> places = new ArrayList<>(List.of(place("shop", application.repository.url())));
            for (int i = 0; i < SLOW; i++) {
                places.add(place("slow-" + i, drip.url() + "/slow-" + i + ".git"));
            }
            configure(places);
            for (int i = 0; i < SLOW; i++) {
                Controller.deliver(
                        jenkins,
                        "slow-" + i,
                        "PERFORMANCE_OPTIMIZED",
                        application.good("1").toString());
            }
            eventually("the server is asked by as many as may").until(() -> drip.asked.get() >= 8);

            assertThat(ended(deliver(), Result.SUCCESS).outcome()).isEqualTo(Outcome.HEALTHY);

            List<WorkflowRun> slow = IntStream.range(0, SLOW)
                    .mapToObj(i -> jenkins.jenkins
                            .getItemByFullName("slow-" + i, WorkflowJob.class)
                            .getLastBuild())
                    .toList();
            assertThat(slow).allMatch(WorkflowRun::isBuilding);
            slow.forEach(build -> build.getExecutor().interrupt());
            eventually("an abort of those that wait needs no turn")
                    .until(() ->
                            slow.stream().filter(build -> !build.isBuilding()).count() >= SLOW - 8);
            DeliveryService.get().all().forEach(each -> DeliveryService.get().abort(each.id(), "the test"));
        }
        eventually("all end").until(() -> DeliveryService.get().all(), Collection::isEmpty);
    }

    private static void configure(List<Controller.Place> places) throws Exception {
        Controller.configure(
                jenkins, Controller.Servers.of(ControlPlane.shared().apiServer()), new ArrayList<>(places));
    }

    private Controller.Place place(String name, String repository) {
        return new Controller.Place(name, "test", application.namespace, repository);
    }

    private WorkflowRun deliver() throws Exception {
        Controller.deliver(
                jenkins, "shop", "PERFORMANCE_OPTIMIZED", application.good("1").toString());
        return jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class).getLastBuild();
    }

    private static DeliveryEnding ended(WorkflowRun build, Result result) throws Exception {
        jenkins.assertBuildStatus(result, jenkins.waitForCompletion(build));
        jenkins.assertLogNotContains("\tat ", build);
        return BuildFacts.of(build).deliveries().get(0).ending().orElseThrow();
    }

    /** A credential of a store that cannot be asked for its password so many times. */
    private static final class Faulty extends UsernamePasswordCredentialsImpl {

        private static final long serialVersionUID = 1L;

        private final transient AtomicInteger left = new AtomicInteger();
        private transient Runnable fault;

        Faulty(String username, String password) throws Descriptor.FormException {
            super(CredentialsScope.GLOBAL, "git", "", username, password);
        }

        void fail(int times, Runnable how) {
            fault = how;
            left.set(times);
        }

        @Override
        public Secret getPassword() {
            if (left != null && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                fault.run();
            }
            return super.getPassword();
        }

        @Override
        public CredentialsDescriptor getDescriptor() {
            return (CredentialsDescriptor) Jenkins.get().getDescriptorOrDie(UsernamePasswordCredentialsImpl.class);
        }
    }

    /** Answers every request with one byte every two seconds. */
    private static final class Drip implements AutoCloseable {

        /** What a server says first, and the begin of its longest line. */
        private static final String BEGIN = "001e# service=git-upload-pack\n0000fff0";

        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new ArrayList<>();
        private final AtomicInteger asked = new AtomicInteger();

        Drip() throws IOException {
            Thread accepting = new Thread(this::accept, "drip");
            accepting.setDaemon(true);
            accepting.start();
        }

        String url() {
            return "http://127.0.0.1:" + door.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = door.accept();
                    synchronized (open) {
                        open.add(client);
                    }
                    Thread answering = new Thread(() -> answer(client), "drip");
                    answering.setDaemon(true);
                    answering.start();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void answer(Socket client) {
            asked.incrementAndGet();
            try {
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; ; i++) {
                    client.getOutputStream().write(i < BEGIN.length() ? BEGIN.charAt(i) : 'a');
                    client.getOutputStream().flush();
                    Thread.sleep(2000);
                }
            } catch (IOException | InterruptedException over) {
                // The client, or the test, has ended.
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            synchronized (open) {
                for (Socket each : open) {
                    each.close();
                }
            }
        }
    }
}
