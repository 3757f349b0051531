package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A refusal by the server, as a text for people. The server's own text is the best there is, but it may quote what
 * was sent: of a Secret, its values are taken out, and where the text is about the content it is not shown at all.
 */
final class ApiErrorText {

    private static final Pattern NO_ROLE = Pattern.compile(
            "cannot (\\w+) resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");
    private static final Pattern WEBHOOK = Pattern.compile("failed calling webhook \\\\?\"([^\"\\\\]+)");
    private static final Pattern NO_DRY_RUN =
            Pattern.compile("admission webhook \\\\?\"([^\"\\\\]{1,253}+)\\\\?\" does not support dry run");
    private static final Pattern LABEL = Pattern.compile("(.*\\.)?labels|.*\\.matchLabels|.*[lL]abelSelector.*");
    /**
     * At the beginning of a message: the names of fields, as a conflict shows them, and what is wrong with the first one. What
     * follows may be its value.
     */
    private static final Pattern WRONG_FIELD = Pattern.compile(
            "failed to create typed patch object(?: \\([^()\\n]{0,600}+\\))?: (?:errors:\\s{1,9})?\\.(?<field>[A-Za-z][\\w.-]{0,252}+):"
                    + " (?<what>field not declared in schema|expected \\w{1,20}+)");

    private static final int SHORTEST_SECRET = 4;

    private ApiErrorText() {}

    /** Of a change, which others' fields may be in the way of. */
    static String of(ApiAnswer answer, ServerSideApply.Comparison comparison) {
        return answer.code() == ApiAnswer.CONFLICT && !answer.causes().isEmpty()
                ? conflicts(answer, comparison)
                : of(answer, comparison.desired());
    }

    static String of(ApiAnswer answer, ApplyObject desired) {
        String message = answer.message();
        if (ApplyObject.isSecret(desired.ref())) {
            message = withoutSecrets(answer, desired.body());
        }
        if (answer.code() == ApiAnswer.FORBIDDEN) {
            return message + howToGrant(message);
        }
        return "the server answered " + answer.code() + ": " + message + howToPass(answer.message())
                + howToLabel(answer);
    }

    /** The webhook that keeps an object from being tried. */
    static Optional<String> hookWithoutDryRun(ApiAnswer answer) {
        Matcher hook = NO_DRY_RUN.matcher(answer.message());
        // At its beginning: elsewhere in a message it may be a value of the manifest.
        return answer.code() == ApiAnswer.BAD_REQUEST && hook.lookingAt()
                ? Optional.of(hook.group(1))
                : Optional.empty();
    }

    static String howToAdopt() {
        return "; it may be that the manifest excludes fields that kubectl apply made: adopt the object ("
                + ErrorRemedy.ADOPTION.words() + ")";
    }

    /** Charts write the tag into a label as well, and with the digest behind it, it is none that a label may have. */
    private static String howToLabel(ApiAnswer answer) {
        boolean digest = answer.causes().stream()
                .anyMatch(cause -> LABEL.matcher(cause.field()).matches()
                        && cause.message().contains("@sha256:"));
        return digest
                ? "; the label is made of the image's tag, which has the digest behind it now: make the label of another value,"
                        + " cut it there ({{ .Values.image.tag | splitList \"@\" | first }} in a chart), or give the chart a"
                        + " value image.digest, so that the tag stays a tag"
                : "";
    }

    /** Nothing that the webhook checks can be changed until it answers; its workload is often part of another application. */
    private static String howToPass(String message) {
        Matcher webhook = WEBHOOK.matcher(message);
        return webhook.find()
                ? "; repair the workload behind the webhook " + webhook.group(1)
                        + " first, or remove the webhook: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations"
                : "";
    }

    private static String howToGrant(String message) {
        Matcher missing = NO_ROLE.matcher(message);
        if (!missing.find()) {
            return "";
        }
        String resource = missing.group(2) + (missing.group(3).isEmpty() ? "" : "." + missing.group(3));
        return "; grant the verb " + missing.group(1) + " on " + resource
                + (missing.group(4) == null ? " in a ClusterRole" : " in a Role of namespace " + missing.group(4));
    }

    /**
     * The causes' messages name the managers, their fields the fields: no value is in them. What is adopted already is left
     * out, as it is in nobody's way.
     */
    private static String conflicts(ApiAnswer answer, ServerSideApply.Comparison comparison) {
        List<ApiAnswer.Cause> left = answer.causes().stream()
                .filter(cause -> !comparison.adoption().resolves(cause))
                .toList();
        List<ApiAnswer.Cause> causes = left.isEmpty() ? answer.causes() : left;
        return causes.stream()
                        .map(cause -> cause.field().replaceFirst("^\\.", "") + " ("
                                + cause.message().replace("conflict with ", "owned by ") + ")")
                        .collect(Collectors.joining(", ", "other managers own fields of it: ", ""))
                + "; leave those fields out of the manifest, or force conflicts ("
                + ErrorRemedy.FORCED_CONFLICTS.words()
                + ")"
                + (left.stream().anyMatch(cause -> isKubectlApplys(cause, comparison))
                        ? ", or adopt what kubectl apply made (" + ErrorRemedy.ADOPTION.words() + ")"
                        : "");
    }

    private static boolean isKubectlApplys(ApiAnswer.Cause conflict, ServerSideApply.Comparison comparison) {
        return FieldAdoption.wouldResolve(comparison.desired().ref(), comparison.live(), conflict);
    }

    /** API servers say 500 of an unknown field, too. */
    static boolean isAboutContent(ApiAnswer answer) {
        return answer.code() == ApiAnswer.BAD_REQUEST || answer.code() == ApiAnswer.INVALID || answer.code() >= 500;
    }

    private static String withoutSecrets(ApiAnswer answer, JsonNode secret) {
        Matcher unknown = WRONG_FIELD.matcher(answer.message());
        if (isAboutContent(answer) && unknown.lookingAt()) {
            return unknown.group("field") + ": " + unknown.group("what")
                    + " (the rest of the text is withheld, as it may quote the Secret's values)";
        }
        if (isAboutContent(answer)) {
            String fields = answer.causes().stream()
                    .map(ApiAnswer.Cause::field)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return (answer.reason().isEmpty() ? "it is invalid" : answer.reason())
                    + (fields.isEmpty() ? "" : " in " + fields)
                    + " (the text is withheld, as it may quote the Secret's values; check that each value under data is"
                    + " base64, and that type and keys are right)";
        }
        return masked(answer.message(), secret);
    }

    private static String masked(String text, JsonNode secret) {
        String shown = text;
        for (String value : values(secret)) {
            shown = shown.replace(value, SecretMask.MASKED);
        }
        return shown;
    }

    /** What the server says beside its answer, as it may be shown. */
    static List<String> warnings(ApiAnswer answer, ApplyObject desired) {
        return ApplyObject.isSecret(desired.ref())
                ? answer.warnings().stream()
                        .map(text -> masked(text, desired.body()))
                        .toList()
                : answer.warnings();
    }

    /** Encoded and decoded, the longest first, so that none is left as the rest of another. */
    private static List<String> values(JsonNode secret) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : secret.path("data")) {
            values.add(value.asText());
            try {
                values.add(new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notBase64) {
                continue;
            }
        }
        values.removeIf(value -> value.length() < SHORTEST_SECRET);
        values.sort(Comparator.comparingInt(String::length).reversed());
        return values;
    }
}
