package io.jenkins.plugins.gitops.engine.cluster.account;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Makes a {@link DeliveryAccount} with the rights of whoever asks. What is there already stays as it is. */
public final class AccountSetup {

    private static final Map<String, ApiResource> KINDS = Map.of(
            "ServiceAccount", new ApiResource("", "v1", "ServiceAccount", "serviceaccounts", true, true),
            "RoleBinding",
                    new ApiResource("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true, true),
            "Secret", new ApiResource("", "v1", "Secret", "secrets", true, true));

    private static final int ATTEMPTS = 50;
    private static final long PAUSE_MILLIS = 200;

    private static final String TOKEN = "kubernetes.io/service-account-token";
    private static final JsonPointer NAME = annotation("name");
    private static final JsonPointer UID = annotation("uid");

    private final ApiServer server;

    public AccountSetup(ApiServer server) {
        this.server = server;
    }

    /**
     * Makes what is missing; may be repeated.
     *
     * @return what was done with each object, a line each
     * @throws GitopsException when something of that name is there that gives other rights, or the server refuses
     */
    public List<String> make(DeliveryAccount account) {
        List<String> done = new ArrayList<>();
        for (ObjectNode object : account.objects()) {
            String name = object.path("kind").asText() + " " + account.name();
            ApiAnswer there = server.send(ApiCall.get(path(account.name(), object)));
            if (there.ok()) {
                requireSame(there.body(), object, name);
                done.add("there already: " + name);
            } else if (there.missing()) {
                create(account, object, name);
                done.add("created: " + name);
            } else {
                throw refused(there, name, "read");
            }
        }
        return done;
    }

    private static String path(ServiceAccountName account, JsonNode object) {
        return KINDS.get(object.path("kind").asText()).path(account.namespace(), account.name());
    }

    private void create(DeliveryAccount account, ObjectNode object, String name) {
        ApiResource kind = KINDS.get(object.path("kind").asText());
        ApiAnswer made = server.send(ApiCall.post(kind.path(account.name().namespace()), object));
        if (made.missing()) {
            throw new GitopsException(
                    "There is no namespace " + account.name().namespace(),
                    "Create it: kubectl create namespace " + account.name().namespace());
        }
        if (!made.ok()) {
            throw refused(made, name, "made");
        }
    }

    private static GitopsException refused(ApiAnswer answer, String name, String what) {
        return new GitopsException(
                name + " cannot be " + what + ": " + answer.message(),
                answer.code() == ApiAnswer.FORBIDDEN
                        ? "Let somebody do this who may make ServiceAccounts and RoleBindings there, and who has the"
                                + " rights that are given"
                        : "See what the server says");
    }

    private static void requireSame(JsonNode there, JsonNode wanted, String name) {
        boolean same = there.path("roleRef").equals(wanted.path("roleRef"))
                && there.path("subjects").equals(wanted.path("subjects"))
                && (!wanted.has("type") || isOf(there, wanted.at(NAME).asText()));
        if (!same) {
            throw new GitopsException(
                    name + " is there already, and is something else: for another role or account",
                    "Name another account, or look at it and delete it");
        }
    }

    private static JsonPointer annotation(String field) {
        return JsonPointer.compile("/metadata/annotations/kubernetes.io~1service-account." + field);
    }

    private static boolean isOf(JsonNode secret, String account) {
        return secret.path("type").asText().equals(TOKEN)
                && secret.at(NAME).asText().equals(account);
    }

    /**
     * A Secret has any name, and its annotations say whose token is in it. The cluster deletes one of an account that is gone only
     * after a while.
     */
    private void requireOf(ServiceAccountName account, JsonNode secret) {
        ApiAnswer now = server.send(ApiCall.get(KINDS.get("ServiceAccount").path(account.namespace(), account.name())));
        String uid = secret.at(UID).asText();
        boolean before = now.ok()
                && !uid.isEmpty()
                && !uid.equals(now.body().at("/metadata/uid").asText());
        if (before || !isOf(secret, account.name())) {
            throw new GitopsException(
                    "Secret " + account + " is not of ServiceAccount " + account + (before ? " as it is now" : ""),
                    "Look at it and delete it, or name another account");
        }
    }

    /**
     * The token of the account's Secret, which the cluster writes into it soon after it was made.
     *
     * @throws GitopsException when it may not be read, is another account's, or does not come within 10 seconds
     */
    public String lastingToken(ServiceAccountName account) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ApiAnswer secret = server.send(ApiCall.get(KINDS.get("Secret").path(account.namespace(), account.name())));
            String token = secret.body().path("data").path("token").asText();
            if (!secret.ok()) {
                throw refused(secret, "Secret " + account, "read");
            }
            if (!token.isEmpty()) {
                requireOf(account, secret.body());
                return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            }
            pause();
        }
        throw new GitopsException(
                "The cluster wrote no token into Secret " + account, "Ask for a token that ends, without --long-lived");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiServer.interrupted(stopped);
        }
    }
}
