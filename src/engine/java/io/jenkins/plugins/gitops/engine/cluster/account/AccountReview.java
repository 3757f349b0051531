package io.jenkins.plugins.gitops.engine.cluster.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks a server who we are and what we may do. A server before 1.28 does not serve the review of who somebody is. But where it
 * refuses that request, it names whom it refuses; and it lets no anonymous user ask for its rights.
 */
public final class AccountReview {

    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String RULES = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    private static final Pattern REFUSED = Pattern.compile("User \"([^\"]{1,300})\" cannot ");

    /**
     * What every delivery does, with the kinds that most applications have. Which others the manifests need, only their plan
     * shows.
     */
    private static final List<Right> NEEDED = List.of(
            new Right("", "configmaps", List.of("get", "create", "patch")),
            new Right("apps", "deployments", List.of("get", "create", "patch")),
            new Right("apps", "replicasets", List.of("list")),
            new Right("", "services", List.of("get", "create", "patch")),
            new Right("", "pods", List.of("list")),
            new Right("", "pods/log", List.of("get")),
            new Right("", "events", List.of("list")));

    private final ApiServer server;

    public AccountReview(ApiServer server) {
        this.server = server;
    }

    private record Right(String group, String resource, List<String> verbs) {

        Stream<String> missing(JsonNode rules) {
            return verbs.stream()
                    .filter(verb -> ClusterJson.items(rules).stream().noneMatch(rule -> grants(rule, verb)))
                    .map(verb -> verb + " " + resource + (group.isEmpty() ? "" : "." + group));
        }

        /** A rule for some names alone does not allow what is needed. */
        private boolean grants(JsonNode rule, String verb) {
            return has(rule.path("verbs"), verb)
                    && has(rule.path("apiGroups"), group)
                    && has(rule.path("resources"), resource)
                    && rule.path("resourceNames").isEmpty();
        }

        private static boolean has(JsonNode list, String wanted) {
            return ClusterJson.items(list).stream()
                    .map(JsonNode::asText)
                    .anyMatch(each -> each.equals("*") || each.equals(wanted));
        }
    }

    /** @param namespace in which rights are looked at */
    public ClusterAccount in(String namespace) {
        ApiAnswer who = server.send(ApiCall.post(WHO, review("authentication.k8s.io/v1", "SelfSubjectReview")));
        ObjectNode asked = review("authorization.k8s.io/v1", "SelfSubjectRulesReview");
        asked.putObject("spec").put("namespace", namespace);
        ApiAnswer rules = server.send(ApiCall.post(RULES, asked));
        return new ClusterAccount(named(who).or(() -> refused(who)).or(() -> refused(rules)), missing(rules));
    }

    private static ObjectNode review(String version, String kind) {
        return ClusterJson.object().put("apiVersion", version).put("kind", kind);
    }

    private static Optional<String> named(ApiAnswer answer) {
        return Optional.of(answer.body()
                        .path("status")
                        .path("userInfo")
                        .path("username")
                        .asText())
                .filter(name -> answer.ok() && !name.isEmpty())
                .map(ShownText::line);
    }

    private static Optional<String> refused(ApiAnswer answer) {
        Matcher user = REFUSED.matcher(answer.message());
        return answer.code() == ApiAnswer.FORBIDDEN && user.find()
                ? Optional.of(ShownText.line(user.group(1)))
                : Optional.empty();
    }

    private static List<String> missing(ApiAnswer rules) {
        JsonNode status = rules.body().path("status");
        if (!rules.ok() || status.path("incomplete").asBoolean()) {
            return List.of();
        }
        List<String> missing = new ArrayList<>();
        NEEDED.forEach(right -> right.missing(status.path("resourceRules")).forEach(missing::add));
        return missing;
    }
}
