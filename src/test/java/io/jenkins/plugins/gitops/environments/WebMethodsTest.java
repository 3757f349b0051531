package io.jenkins.plugins.gitops.environments;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.WithSharedJenkins;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Every web method of the forms: POST alone, and for whom. New ones are found by themselves. */
@WithSharedJenkins
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
        assertThat(paths).hasSize(86).allSatisfy(path -> assertThat(status(path, HttpMethod.POST, "reader"))
                .isEqualTo(403));
    }

    @Test
    void a_drop_down_shows_a_reader_the_current_value_alone() throws Exception {
        for (String path :
                global().filter(each -> each.contains("/fillCredentials")).toList()) {
            String content =
                    page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString();
            assertThat(content).contains("deployer");
            assertThat(content).doesNotContain("other");
        }
        Scene.cluster("https://cluster.example", null);
        String path = "descriptorByName/" + EnvironmentEntry.class.getName() + "/fillClusterItems";
        assertThat(page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString())
                .doesNotContain("main");
    }

    @Test
    void get_gives_no_access_not_even_to_an_administrator() throws Exception {
        assertThat(Stream.concat(global(), ofJob())).isNotEmpty().allSatisfy(path -> assertThat(
                        status(path, HttpMethod.GET, "admin"))
                .isIn(404, 405));
    }

    @Test
    void an_administrator_is_answered() throws Exception {
        assertThat(Stream.concat(global(), ofJob())
                        .filter(path -> !path.endsWith("/testConnection")
                                && !path.endsWith("/testRegistry")
                                && !path.endsWith("/test")))
                .isNotEmpty()
                .allSatisfy(path ->
                        assertThat(status(path, HttpMethod.POST, "admin")).isEqualTo(200));
    }

    @Test
    void the_jobs_checks_are_for_who_may_configure_it() throws Exception {
        List<String> paths = ofJob().toList();
        assertThat(paths).hasSize(3).allSatisfy(path -> assertThat(status(path, HttpMethod.POST, "reader"))
                .isEqualTo(403));
    }

    /** They read only the value itself, so anyone may call them. */
    @Test
    void the_steps_checks_are_post_only_and_read_the_value_only() throws Exception {
        List<String> paths = ofSteps().toList();
        assertThat(paths).hasSizeGreaterThan(4).allSatisfy(path -> assertThat(status(path, HttpMethod.GET, "admin"))
                .isIn(404, 405));
        for (String path : paths) {
            assertThat(page(path, HttpMethod.POST, "reader").getWebResponse().getContentAsString())
                    .as(path)
                    .isEqualTo(page(path, HttpMethod.POST, "admin")
                            .getWebResponse()
                            .getContentAsString());
        }
    }

    /** Parsers by pattern recurse, and their stack is the web server's. */
    @Test
    void a_value_of_any_length_is_answered() throws Exception {
        JenkinsRule.WebClient client =
                r.createWebClient().withBasicApiToken("admin").withThrowExceptionOnFailingStatusCode(false);
        List<String> paths = Stream.of(global(), ofJob(), ofSteps())
                .flatMap(each -> each)
                .filter(path -> !path.contains("/test"))
                .toList();
        for (String unit : List.of("x", "a/", "x x:1 ")) {
            String value = unit.repeat(120_000 / unit.length());
            for (String path : paths) {
                WebRequest request = new WebRequest(new URL(r.getURL(), path), HttpMethod.POST);
                request.setRequestParameters(
                        Stream.of("value", "name", "host", "credentialsId", "environment", "cluster")
                                .map(name -> new NameValuePair(name, value))
                                .collect(Collectors.toCollection(ArrayList::new)));
                request.getRequestParameters().add(new NameValuePair("timeoutSeconds", "1"));
                assertThat(client.getPage(request).getWebResponse().getStatusCode())
                        .as(path + " " + unit)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_page_of_another_site_gets_no_access() throws Exception {
        JenkinsRule.WebClient client = r.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login("admin");
        for (String path : Stream.concat(global(), ofJob()).toList()) {
            WebRequest forged = new WebRequest(new URL(r.getURL(), path + PARAMETERS), HttpMethod.POST);

            assertThat(client.getPage(forged).getWebResponse().getStatusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    private static Stream<String> global() {
        return Stream.concat(
                Stream.of(ClusterEntry.class, EnvironmentEntry.class, CommitSettings.class, RegistryEntry.class)
                        .flatMap(entry -> methods(entry, "descriptorByName/")),
                Stream.concat(
                        methods(GitopsConfiguration.class, "descriptorByName/", Stream.of(GitopsConfiguration.class)),
                        receivers()));
    }

    /** With what they have from the classes above them. */
    private static Stream<String> receivers() {
        return Jenkins.get().getDescriptorList(ReceiverEntry.class).stream()
                .flatMap(form -> methods(
                        form.clazz,
                        "descriptorByName/",
                        Stream.<Class<?>>iterate(
                                form.getClass(), each -> each != Descriptor.class, Class::getSuperclass)));
    }

    private Stream<String> ofSteps() {
        return r.jenkins.getExtensionList(StepDescriptor.class).stream()
                .filter(descriptor -> descriptor.getFunctionName().startsWith("gitops"))
                .flatMap(
                        descriptor -> methods(descriptor.clazz, "descriptorByName/", Stream.of(descriptor.getClass())));
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
