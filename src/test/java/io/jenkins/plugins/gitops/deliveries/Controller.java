package io.jenkins.plugins.gitops.deliveries;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import io.jenkins.plugins.gitops.pages.GitopsRunAction;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** What is done inside a controller, which may be a process of its own: everything comes in and goes out as values. */
final class Controller {

    private Controller() {}

    /** The servers as a controller reaches them. */
    record Servers(
            String kubeconfig,
            String apiServer,
            String gatedApiServer,
            String registry,
            String username,
            String password)
            implements Serializable {

        /** In the test's JVM. */
        static Servers of(String gatedApiServer) {
            GitServer.BareRepository any = GitServer.shared().createRepository(Map.of());
            return new Servers(
                    ControlPlane.shared().kubeconfig(),
                    ControlPlane.shared().apiServer(),
                    gatedApiServer,
                    ImageRegistry.shared().address(),
                    any.username(),
                    any.password());
        }
    }

    /** An environment of the same name as its application. */
    record Place(String name, String cluster, String namespace, String repository) implements Serializable {}

    /** Clusters {@code test} and {@code gated}, and their credentials and those of the write-back. */
    static void configure(JenkinsRule jenkins, Servers servers, ArrayList<Place> places) throws Exception {
        var store = SystemCredentialsProvider.getInstance();
        store.getCredentials().add(kubeconfig("test", servers.kubeconfig()));
        store.getCredentials()
                .add(kubeconfig("gated", servers.kubeconfig().replace(servers.apiServer(), servers.gatedApiServer())));
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "git", "", servers.username(), servers.password()));
        store.save();
        GitopsConfiguration configuration = GitopsConfiguration.get();
        configuration.setClusters(
                List.of(cluster("test", servers.apiServer()), cluster("gated", servers.gatedApiServer())));
        RegistryEntry registry = new RegistryEntry(servers.registry());
        registry.setPlainHttp(true);
        configuration.setRegistries(List.of(registry));
        configuration.setEnvironments(
                places.stream().map(Controller::environment).toList());
    }

    private static ClusterEntry cluster(String name, String url) {
        ClusterEntry cluster = new ClusterEntry(name);
        cluster.setServerUrl(url);
        cluster.setCredentialsId(name);
        return cluster;
    }

    static FileCredentialsImpl kubeconfig(String id, String content) throws IOException {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "kubeconfig",
                SecretBytes.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static EnvironmentEntry environment(Place place) {
        EnvironmentEntry environment = new EnvironmentEntry(place.name());
        environment.setCluster(place.cluster());
        environment.setNamespace(place.namespace());
        environment.setAllowedJobs("**");
        environment.setAllowedBranches("**");
        environment.setRepository(place.repository());
        environment.setBranch("main");
        environment.setCredentialsId("git");
        environment.setTimeoutSeconds(600);
        return environment;
    }

    /** Starts the next build of a job, made when it is missing, which delivers an image to the environment of its name. */
    static void deliver(JenkinsRule jenkins, String fullName, String durability, String image) throws Exception {
        WorkflowJob job = jenkins.jenkins.getItemByFullName(fullName, WorkflowJob.class);
        if (job == null) {
            job = create(jenkins, fullName);
            job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.valueOf(durability)));
        }
        String name = job.getName();
        job.setDefinition(new CpsFlowDefinition(
                "def deploy = gitopsDeploy environment: '" + name + "', application: '" + name
                        + "', manifests: 'k8s', images: ['" + image + "']\n"
                        + "echo \"delivered ${deploy.id} ${deploy.outcome}\"",
                true));
        job.scheduleBuild2(0).waitForStart();
    }

    /** Starts the first build of a Pipeline that comes from a repository. */
    static void build(JenkinsRule jenkins, String name, String durability, String repository) throws Exception {
        WorkflowJob job = create(jenkins, name);
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.valueOf(durability)));
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(repository, null, null, null)),
                List.of(new BranchSpec("*/main")),
                null,
                null,
                List.of());
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
        job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowJob create(JenkinsRule jenkins, String fullName) throws IOException {
        int slash = fullName.indexOf('/');
        return slash < 0
                ? jenkins.createProject(WorkflowJob.class, fullName)
                : jenkins.createProject(Folder.class, fullName.substring(0, slash))
                        .createProject(WorkflowJob.class, fullName.substring(slash + 1));
    }

    /** How a build ended, and its log. */
    record Ended(String result, String log) implements Serializable {}

    static Ended ended(JenkinsRule jenkins, String job, int number) throws Exception {
        WorkflowRun build =
                jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(number);
        jenkins.waitForCompletion(build);
        return new Ended(String.valueOf(build.getResult()), JenkinsRule.getLog(build));
    }

    /** The outcomes that a build's page shows. */
    static ArrayList<String> shown(JenkinsRule jenkins, String job, int number) {
        WorkflowRun build =
                jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(number);
        return new ArrayList<>(build.getAction(GitopsRunAction.class).getDeliveries().stream()
                .map(DeliveryView::getOutcome)
                .toList());
    }

    /** What a build is known to have built and tested: images, and how many tests. */
    static ArrayList<String> results(JenkinsRule jenkins, String job, int number) {
        BuildFacts action = jenkins.jenkins
                .getItemByFullName(job, WorkflowJob.class)
                .getBuildByNumber(number)
                .getAction(BuildFacts.class);
        ArrayList<String> results = new ArrayList<>();
        action.builds().forEach(built -> results.add(built.image().withoutTag().toString()));
        action.tests().ifPresent(tests -> results.add(tests.total() + " tests"));
        return results;
    }

    static void rename(JenkinsRule jenkins, String fullName, String newName) throws Exception {
        var item = jenkins.jenkins.getItemByFullName(fullName);
        if (item instanceof Folder folder) {
            folder.renameTo(newName);
        } else {
            ((WorkflowJob) item).renameTo(newName);
        }
    }

    /** Kills the controller's process (SIGKILL), and waits until it is gone. Called in the test's JVM. */
    static void kill(RealJenkinsExtension jenkins) throws Throwable {
        Eventually.kill(ProcessHandle.of(jenkins.runRemotely(Controller::pid)).orElseThrow());
        jenkins.stopJenkinsForcibly();
    }

    private static Long pid(JenkinsRule jenkins) {
        return ProcessHandle.current().pid();
    }

    /** The unfinished deliveries there; empty when none is left. */
    static Integer unfinished(JenkinsRule jenkins) {
        return DeliveryService.get().all().size();
    }
}
