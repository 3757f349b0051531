package io.jenkins.plugins.gitops.forms;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a registry whether it accepts a global credential: its version endpoint, and where it says so its token service, as the
 * builders do. Pushes nothing. Its messages contain nothing of the credential, and nothing that the registry says but a number.
 */
final class RegistryCheck {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_API = "registry-1.docker.io";
    private static final int UNAUTHORIZED = 401;
    private static final Pattern REALM =
            Pattern.compile("(?i)bearer\\b.{0,2000}?\\brealm=\"([^\"]{1,1000})\".{0,2000}");
    private static final Pattern SERVICE = Pattern.compile("\\bservice=\"([^\"]{1,1000})\"");

    private final HttpClient client;
    private final RegistryEntry entry;

    private RegistryCheck(RegistryEntry entry, HttpClient client) {
        this.entry = entry;
        this.client = client;
    }

    static FormValidation of(RegistryEntry entry) {
        Optional<String> problem =
                EntryChecks.registry(Util.fixNull(entry.getHost()).trim());
        if (problem.isPresent()) {
            return EntryChecks.validation(problem);
        }
        try {
            HttpClient client = ProxyConfiguration.newHttpClientBuilder()
                    .connectTimeout(LIMIT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            return new RegistryCheck(entry, client).check();
        } catch (IOException | IllegalArgumentException e) {
            return FormValidation.error(Messages.RegistryCheck_unreachable(
                    entry.getHost(), Util.fixNull(e.getMessage(), e.getClass().getSimpleName())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.RegistryCheck_unreachable(entry.getHost(), "interrupted"));
        }
    }

    private FormValidation check() throws IOException, InterruptedException {
        URI api = URI.create((entry.isPlainHttp() ? "http://" : "https://")
                + (entry.getHost().equals(DOCKER_HUB) ? DOCKER_HUB_API : entry.getHost()) + "/v2/");
        HttpResponse<InputStream> first = get(api, Optional.empty());
        if (first.statusCode() == UNAUTHORIZED) {
            return login(api, first);
        }
        return first.statusCode() == 200
                ? FormValidation.ok(Messages.RegistryCheck_open(entry.getHost()))
                : FormValidation.error(Messages.RegistryCheck_noRegistry(entry.getHost(), first.statusCode()));
    }

    private FormValidation login(URI api, HttpResponse<InputStream> first) throws IOException, InterruptedException {
        if (entry.getCredentialsId() == null) {
            return FormValidation.warning(Messages.RegistryCheck_noLogin(entry.getHost()));
        }
        Optional<StandardCredentials> credential = GlobalCredential.find(
                entry.getCredentialsId(), "https://" + entry.getHost(), CredentialsChoice.USERNAME_PASSWORD);
        if (credential.isEmpty()) {
            return FormValidation.error(Messages.RegistryCheck_noCredential());
        }
        String challenge = first.headers().firstValue("WWW-Authenticate").orElse("");
        Matcher realm = REALM.matcher(challenge);
        URI asked = realm.matches() ? token(URI.create(realm.group(1)), challenge) : api;
        boolean readable = "https".equals(asked.getScheme()) || entry.isPlainHttp();
        if (!readable
                || !isRelated(
                        asked.getHost(),
                        URI.create("https://" + entry.getHost()).getHost())) {
            return FormValidation.error(Messages.RegistryCheck_otherRealm(entry.getHost(), asked.getHost()));
        }
        int code = get(asked, Optional.of((StandardUsernamePasswordCredentials) credential.get()))
                .statusCode();
        return code == 200
                ? FormValidation.ok(Messages.RegistryCheck_accepted(entry.getHost()))
                : FormValidation.error(Messages.RegistryCheck_rejected(entry.getHost(), code));
    }

    /** Registries have their tokens from a host of the same domain. */
    private static boolean isRelated(String asked, String registry) {
        return asked != null && registry != null && RegistryHost.isRelated(asked, registry);
    }

    private static URI token(URI realm, String challenge) {
        Matcher service = SERVICE.matcher(challenge);
        return service.find()
                ? URI.create(
                        realm + (realm.getQuery() == null ? "?" : "&") + "service=" + Util.rawEncode(service.group(1)))
                : realm;
    }

    private HttpResponse<InputStream> get(URI address, Optional<StandardUsernamePasswordCredentials> login)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                ProxyConfiguration.newHttpRequestBuilder(address).timeout(LIMIT);
        login.ifPresent(each -> request.header("Authorization", "Basic " + basic(each)));
        // Closed unread: the time limit is one of the headers alone.
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer;
    }

    private static String basic(StandardUsernamePasswordCredentials login) {
        String pair = login.getUsername() + ":" + login.getPassword().getPlainText();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
