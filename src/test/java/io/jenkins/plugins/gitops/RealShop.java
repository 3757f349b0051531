package io.jenkins.plugins.gitops;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * A small shop whose image is in the registry already, as a real Jenkins has to know it: that is another process, which
 * cannot ask this one's parts.
 */
public record RealShop(
        String kubeconfig,
        String namespace,
        String repository,
        String folder,
        String username,
        String password,
        String jenkinsfile)
        implements Serializable {

    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  containers:
                    - name: shop
                      image: %s/shop:none
            """;

    private static final String JENKINSFILE = """
            node {
              checkout scm
              gitopsTest(junit: 'results.xml') {
                sh 'echo "<testsuite><testcase name=\\'pays\\'/></testsuite>" > results.xml'
              }
              gitopsDeploy environment: 'staging', manifests: 'k8s', images: ['%s']
            }
            """;

    /** In a namespace and a repository of its own. */
    public static RealShop create() {
        String jenkinsfile = delivering(ImageRegistry.shared().push("shop", "1", Map.of()));
        GitServer.BareRepository repository = GitServer.shared()
                .createRepository(Map.of(
                        "Jenkinsfile",
                        jenkinsfile,
                        "k8s/shop.yaml",
                        MANIFEST.formatted(ImageRegistry.shared().address())));
        return new RealShop(
                ControlPlane.shared().kubeconfig(),
                ControlPlane.shared().freshNamespace(),
                repository.url(),
                repository.folder().toString(),
                repository.username(),
                repository.password(),
                jenkinsfile);
    }

    private static String delivering(ImageReference image) {
        return JENKINSFILE.formatted(image);
    }

    /** Somebody's commit, after which the Pipeline delivers this image; in the test's JVM. */
    public void commitOf(String person, String message, ImageReference image) {
        bare().commitOf(person, "main", message, Map.of("Jenkinsfile", delivering(image)));
    }

    /** The branch's newest commit; in the test's JVM. */
    public String tip() {
        return bare().git("rev-parse", "main").strip();
    }

    private GitServer.BareRepository bare() {
        return new GitServer.BareRepository(repository, username, password, Path.of(folder));
    }

    /** Configures that Jenkins and has it deliver, in that Jenkins; the build's log. */
    static String deliver(JenkinsRule rule, RealShop shop) throws Throwable {
        configure(rule, shop);
        return build(rule);
    }

    /** Configures that Jenkins, in that Jenkins, and makes the job {@code shop}, which delivers to {@code staging}. */
    public static void configure(JenkinsRule rule, RealShop shop) throws Exception {
        shop.configure();
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(shop.repository, null, null, null)),
                List.of(new BranchSpec("*/main")),
                null,
                null,
                List.of());
        WorkflowJob job = rule.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsScmFlowDefinition(scm, "Jenkinsfile"));
    }

    /** Builds the job, in that Jenkins; the build's log. */
    public static String build(JenkinsRule rule) throws Exception {
        WorkflowJob job = rule.jenkins.getItemByFullName("shop", WorkflowJob.class);
        WorkflowRun build = rule.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        return JenkinsRule.getLog(build);
    }

    private void configure() throws Exception {
        SystemCredentialsProvider store = SystemCredentialsProvider.getInstance();
        store.getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "kubeconfig",
                        "",
                        "kubeconfig",
                        SecretBytes.fromBytes(kubeconfig.getBytes(StandardCharsets.UTF_8))));
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "pusher", "", username, password));
        store.save();
        ClusterEntry cluster = new ClusterEntry("main");
        cluster.setCredentialsId("kubeconfig");
        EnvironmentEntry staging = new EnvironmentEntry("staging");
        staging.setCluster("main");
        staging.setNamespace(namespace);
        staging.setAllowedJobs("shop");
        staging.setAllowedBranches("main");
        staging.setCredentialsId("pusher");
        staging.setRequireTests(true);
        GitopsConfiguration.get().setClusters(List.of(cluster));
        GitopsConfiguration.get().setEnvironments(List.of(staging));
    }
}
