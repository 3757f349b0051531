package io.jenkins.plugins.gitops.steps;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/** A small shop in a repository, a cluster and a registry of its own, and a Jenkins that may deliver it to staging. */
final class Shop {

    static final String MANIFEST = """
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
                      image: REGISTRY/shop:none   # set by deliveries
            """;

    static final String DOCKERFILE =
            "FROM scratch\nARG MODE=\nLABEL io.jenkins.gitops.stand-in=${MODE}\nCOPY content /\n";

    static final String JENKINSFILE = """
            pipeline {
              agent any
              stages {
                stage('Build') { steps { gitopsBuild name: 'REGISTRY/shop' } }
                stage('Test') {
                  steps {
                    gitopsTest(junit: 'r.xml') {
                      sh '''echo "<testsuite><testcase classname='Cart' name='adds'/></testsuite>" > r.xml'''
                    }
                  }
                }
                stage('Deploy') { steps { gitopsDeploy environment: 'staging', manifests: 'k8s' } }
              }
            }
            """;

    final GitServer.BareRepository repository;
    final String namespace;

    Shop(String jenkinsfile) {
        namespace = ControlPlane.shared().freshNamespace();
        Map<String, String> files = new HashMap<>();
        files.put("Jenkinsfile", withRegistry(jenkinsfile));
        files.put("Dockerfile", DOCKERFILE);
        files.put("content", "1\n");
        files.put("k8s/shop.yaml", withRegistry(MANIFEST));
        repository = GitServer.shared().createRepository(files);
    }

    static String withRegistry(String text) {
        return text.replace("REGISTRY", ImageRegistry.shared().address());
    }

    /** Cluster, environment, registry and their credentials, as an administrator would configure them. */
    void configure() throws Exception {
        var store = SystemCredentialsProvider.getInstance();
        store.getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "kubeconfig",
                        "",
                        "kubeconfig",
                        com.cloudbees.plugins.credentials.SecretBytes.fromBytes(
                                ControlPlane.shared().kubeconfig().getBytes(StandardCharsets.UTF_8))));
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "git", "", repository.username(), repository.password()));
        store.save();
        ClusterEntry cluster = new ClusterEntry("test");
        cluster.setServerUrl(ControlPlane.shared().apiServer());
        cluster.setCredentialsId("kubeconfig");
        EnvironmentEntry environment = new EnvironmentEntry("staging");
        environment.setCluster("test");
        environment.setNamespace(namespace);
        environment.setAllowedJobs("shop");
        environment.setAllowedBranches("main");
        environment.setCredentialsId("git");
        environment.setTimeoutSeconds(40);
        RegistryEntry registry = new RegistryEntry(ImageRegistry.shared().address());
        registry.setPlainHttp(true);
        GitopsConfiguration configuration = GitopsConfiguration.get();
        configuration.setClusters(List.of(cluster));
        configuration.setEnvironments(List.of(environment));
        configuration.setRegistries(List.of(registry));
    }

    /** The Pipeline job that checks the repository out. */
    WorkflowJob job(JenkinsRule jenkins) throws Exception {
        return job(jenkins, "shop", "Jenkinsfile");
    }

    /** Another one of the same repository. */
    WorkflowJob job(JenkinsRule jenkins, String name, String jenkinsfile) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(repository.url(), null, null, null)),
                List.of(new BranchSpec("*/main")),
                null,
                null,
                List.of());
        job.setDefinition(new CpsScmFlowDefinition(scm, jenkinsfile));
        return job;
    }

    /** A Pipeline job that checks nothing out: the environment says where the manifests are, and a script what is done. */
    WorkflowJob jobWithoutCheckout(JenkinsRule jenkins) throws Exception {
        EnvironmentEntry staging = staging();
        staging.setRepository(repository.url());
        staging.setBranch("main");
        staging.setAllowedBranches("**");
        return jenkins.createProject(WorkflowJob.class, "shop");
    }

    /** More environments like staging, each in a namespace of its own. */
    void addEnvironments(String... names) {
        List<EnvironmentEntry> all = new ArrayList<>(GitopsConfiguration.get().getEnvironments());
        for (String name : names) {
            EnvironmentEntry environment = new EnvironmentEntry(name);
            environment.setCluster("test");
            environment.setNamespace(ControlPlane.shared().freshNamespace());
            environment.setAllowedJobs("shop");
            environment.setAllowedBranches("main");
            environment.setCredentialsId("git");
            environment.setTimeoutSeconds(40);
            all.add(environment);
        }
        GitopsConfiguration.get().setEnvironments(all);
    }

    static EnvironmentEntry staging() {
        return GitopsConfiguration.get().environment("staging").orElseThrow();
    }

    int commits() {
        return Integer.parseInt(repository.git("rev-list", "--count", "main").strip());
    }

    String running() {
        return ControlPlane.shared().image(namespace, "shop");
    }
}
