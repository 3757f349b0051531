package io.jenkins.plugins.gitops.environments;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.util.Secret;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every web method of the forms: POST alone, and for whom. New ones are found by themselves. */
@WithJenkins
class WebMethodsTest {

    private static final String PARAMETERS =
            "?name=x&value=x&serverUrl=https://attacker.example&credentialsId=deployer&timeoutSeconds=1";

    private JenkinsRule r;
    private FreeStyleProject shop;

    @BeforeEach
    void jenkins(JenkinsRule rule) throws Exception {
        r = rule;
        shop = r.createFreeStyleProject("shop");
        r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "other", "", Secret.fromString("s3cr3t-token")));
    }

    @Test
    void a_reader_is_refused_by_every_check_and_test() throws Exception {
        List<String> paths = global().filter(path -> !path.contains("/fill")).toList();
        assertThat(paths, hasSize(18));
        assertAll(paths.stream().map(path -> () -> assertThat(path, status(path, HttpMethod.POST, "reader"), is(403))));
    }

    @Test
    void a_drop_down_shows_a_reader_the_current_value_alone() throws Exception {
        for (String path :
                global().filter(each -> each.contains("/fillCredentials")).toList()) {
            String content =
                    page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString();
            assertThat(content, containsString("deployer"));
            assertThat(content, not(containsString("other")));
        }
        Scene.cluster("https://cluster.example", null);
        String path = "descriptorByName/" + EnvironmentEntry.class.getName() + "/fillClusterItems";
        assertThat(
                page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString(),
                not(containsString("main")));
    }

    @Test
    void get_is_no_way_in_not_even_for_an_administrator() throws Exception {
        assertAll(Stream.concat(global(), ofJob())
                .map(path -> () -> assertThat(path, status(path, HttpMethod.GET, "admin"), anyOf(is(404), is(405)))));
    }

    @Test
    void an_administrator_is_answered() throws Exception {
        assertAll(Stream.concat(global(), ofJob())
                .filter(path -> !path.endsWith("/testConnection"))
                .map(path -> () -> assertThat(path, status(path, HttpMethod.POST, "admin"), is(200))));
    }

    @Test
    void the_jobs_checks_are_for_who_may_configure_it() throws Exception {
        List<String> paths = ofJob().toList();
        assertThat(paths, hasSize(3));
        assertAll(paths.stream().map(path -> () -> assertThat(path, status(path, HttpMethod.POST, "reader"), is(403))));
    }

    /** They look at nothing but the value itself, so anyone may ask. */
    @Test
    void the_steps_checks_are_post_alone_and_look_at_the_value_alone() throws Exception {
        List<String> paths = r.jenkins.getExtensionList(StepDescriptor.class).stream()
                .filter(descriptor -> descriptor.getFunctionName().startsWith("gitops"))
                .flatMap(descriptor -> methods(descriptor.clazz, "descriptorByName/", Stream.of(descriptor.getClass())))
                .toList();
        assertThat(paths, hasSize(greaterThan(4)));
        assertAll(paths.stream()
                .map(path -> () -> assertThat(path, status(path, HttpMethod.GET, "admin"), anyOf(is(404), is(405)))));
        for (String path : paths) {
            assertThat(
                    path,
                    page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString(),
                    is(page(path, HttpMethod.POST, "admin").getWebResponse().getContentAsString()));
        }
    }

    @Test
    void a_page_of_another_site_is_no_way_in() throws Exception {
        JenkinsRule.WebClient client = r.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login("admin");
        for (String path : Stream.concat(global(), ofJob()).toList()) {
            WebRequest forged = new WebRequest(new URL(r.getURL(), path + PARAMETERS), HttpMethod.POST);

            assertThat(path, client.getPage(forged).getWebResponse().getStatusCode(), is(403));
        }
    }

    private static Stream<String> global() {
        return Stream.concat(
                Stream.of(ClusterEntry.class, EnvironmentEntry.class, RegistryEntry.class)
                        .flatMap(entry -> methods(entry, "descriptorByName/")),
                methods(GitopsConfiguration.class, "descriptorByName/", Stream.of(GitopsConfiguration.class)));
    }

    private Stream<String> ofJob() {
        return methods(GitopsJobProperty.class, shop.getUrl() + "descriptorByName/");
    }

    private static Stream<String> methods(Class<?> described, String before) {
        Descriptor<?> form = Jenkins.get().getDescriptor(described.asSubclass(Describable.class));
        return methods(described, before, Stream.of(form.getClass()));
    }

    private static Stream<String> methods(Class<?> described, String before, Stream<Class<?>> descriptors) {
        return descriptors
                .flatMap(descriptor -> Arrays.stream(descriptor.getDeclaredMethods()))
                .map(Method::getName)
                .filter(name -> name.startsWith("do"))
                .map(name -> before + described.getName() + "/"
                        + name.substring(2, 3).toLowerCase() + name.substring(3));
    }

    private int status(String path, HttpMethod method, String user) throws Exception {
        return page(path, method, user).getWebResponse().getStatusCode();
    }

    private Page page(String path, HttpMethod method, String user) throws Exception {
        JenkinsRule.WebClient client =
                r.createWebClient().withBasicApiToken(user).withThrowExceptionOnFailingStatusCode(false);
        return client.getPage(new WebRequest(new URL(r.getURL(), path + PARAMETERS), method));
    }
}
