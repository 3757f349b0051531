package io.jenkins.plugins.gitops;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.runner.Description;
import org.jvnet.hudson.test.JenkinsRule;

/** Starts a class's Jenkins when a test first asks for it, empties it before each test, and stops it after the class. */
final class SharedJenkins implements ParameterResolver, BeforeEachCallback {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(SharedJenkins.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == JenkinsRule.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return ofClass(context).getStore(STORE).getOrComputeIfAbsent(Started.class).rule;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Started started = ofClass(context).getStore(STORE).get(Started.class, Started.class);
        if (started != null) {
            started.rule.empty();
        }
    }

    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext each = context;
        while (each.getTestMethod().isPresent()
                || each.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            each = each.getParent().orElseThrow();
        }
        return each;
    }

    /** In the store of the class, which closes it. */
    private static final class Started implements ExtensionContext.Store.CloseableResource {

        private final Rule rule = new Rule();

        Started() {
            rule.begin();
        }

        @Override
        public void close() throws Exception {
            rule.after();
        }
    }

    private static final class Rule extends JenkinsRule {

        private final List<WebClient> opened = new ArrayList<>();

        Rule() {
            testDescription = Description.createSuiteDescription(SharedJenkins.class);
        }

        /** A test that is not ours may leave its Jenkins running, as InjectedTest does. Its watches would see ours. */
        void begin() {
            Jenkins left = Jenkins.getInstanceOrNull();
            if (left != null) {
                left.cleanUp();
            }
            try {
                before();
            } catch (Throwable failure) {
                throw new AssertionError("Jenkins did not start", failure);
            }
        }

        @Override
        public void recipe() {
            ACL.as2(ACL.SYSTEM2);
        }

        @Override
        public WebClient createWebClient() {
            WebClient client = super.createWebClient();
            opened.add(client);
            return client;
        }

        void empty() throws Exception {
            opened.forEach(WebClient::close);
            opened.clear();
            ACL.as2(ACL.SYSTEM2);
            jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
            jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
            QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
            jenkins.getQueue().clear();
            for (TopLevelItem item : jenkins.getItems()) {
                item.delete();
            }
            for (Node node : jenkins.getNodes()) {
                jenkins.removeNode(node);
            }
            for (User user : User.getAll()) {
                user.delete();
            }
            jenkins.proxy = null;
            jenkins.setQuietPeriod(0);
            jenkins.setNumExecutors(2);
            JenkinsLocationConfiguration.get().setUrl(getURL().toString());
            SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), List.of()));
            GitopsConfiguration configuration = GitopsConfiguration.get();
            configuration.setClusters(List.of());
            configuration.setEnvironments(List.of());
            configuration.setRegistries(List.of());
            configuration.setReceivers(List.of());
            configuration.setKnownHosts(null);
            configuration.setSkipWriteBacks(true);
        }
    }
}
