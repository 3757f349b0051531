package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What annotations of Argo CD ({@code argocd.argoproj.io/hook}) and Helm ({@code helm.sh/hook}) make of an object: it is
 * applied before or after all others, and a Job or a Pod of it runs anew in each delivery. Where an object has both, Argo
 * CD's decides, as there. A delivery makes no difference between Helm's install, upgrade and rollback. What is to be there
 * before and after, as the account of two Jobs, is applied before.
 *
 * @param time when it is applied
 * @param deletedAfterSuccess whether its author wants it deleted when it has succeeded
 * @param deletedAfterFailure whether its author wants a failed one deleted; that is left to the next delivery
 */
public record RolloutHook(Time time, boolean deletedAfterSuccess, boolean deletedAfterFailure) {

    /** The annotation of a Job or Pod that ran as a hook: the delivery's attempt that it ran for. */
    public static final String RUN = "gitops.jenkins.io/run";

    private static final String ARGO = "argocd.argoproj.io/hook";
    private static final String HELM = "helm.sh/hook";
    private static final String POLICY = "-delete-policy";

    /** When a hook is applied, in their order. */
    public enum Time {
        BEFORE("before all waves"),
        WITH("in its wave"),
        AFTER("after all waves"),
        /** By no delivery: Helm's tests, and what Argo CD skips. */
        NEVER("never");

        private final String words;

        Time(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    private static final Map<String, Time> ARGO_TIMES =
            Map.of("PreSync", Time.BEFORE, "Sync", Time.WITH, "PostSync", Time.AFTER, "Skip", Time.NEVER);
    private static final Map<String, Time> HELM_TIMES = Map.of(
            "pre-install", Time.BEFORE,
            "pre-upgrade", Time.BEFORE,
            "pre-rollback", Time.BEFORE,
            "post-install", Time.AFTER,
            "post-upgrade", Time.AFTER,
            "post-rollback", Time.AFTER,
            "test", Time.NEVER,
            "test-success", Time.NEVER,
            "test-failure", Time.NEVER);

    /** Of Helm 2: definitions come first without it. */
    private static final Set<String> DEFINITION = Set.of("crd-install");

    private static final Set<String> PRE = Set.of("pre-install", "pre-upgrade");
    private static final Set<String> POST = Set.of("post-install", "post-upgrade");

    private static final String SUCCEEDED = "hooksucceeded";
    private static final String FAILED = "hookfailed";
    private static final Set<String> POLICIES = Set.of(SUCCEEDED, FAILED, "beforehookcreation");

    /**
     * The hook that an object is; empty where it is none, or none that is understood ({@link #problem}).
     *
     * @param metadata of the manifest or of the live object
     */
    public static Optional<RolloutHook> of(JsonNode metadata) {
        String annotation = annotation(metadata);
        Map<String, Time> known = times(annotation);
        Set<String> policies = policies(metadata, annotation);
        return values(metadata, annotation).stream()
                .filter(known::containsKey)
                .map(known::get)
                .min(Comparator.naturalOrder())
                .map(time -> new RolloutHook(time, policies.contains(SUCCEEDED), policies.contains(FAILED)));
    }

    /** Whether a delivery leaves an object out. */
    public static boolean leavesOut(JsonNode metadata) {
        return of(metadata).filter(hook -> hook.time() == Time.NEVER).isPresent();
    }

    /**
     * Why the annotations of an object are not understood, and what to write instead.
     *
     * @param groupKind as {@code ObjectKey.groupKind()} writes it
     */
    public static Optional<String> problem(String groupKind, JsonNode metadata) {
        String annotation = annotation(metadata);
        Set<String> hooks = values(metadata, annotation);
        if (hooks.isEmpty() || hooks.equals(DEFINITION)) {
            return Optional.empty();
        }
        Map<String, Time> known = times(annotation);
        Optional<String> unknown =
                hooks.stream().filter(hook -> !known.containsKey(hook)).findFirst();
        if (unknown.isPresent()) {
            return Optional.of("it is a hook (" + annotation + ") for " + unknown.get()
                    + ", at which no delivery runs anything; take it out of the manifests"
                    + (annotation.equals(HELM) ? " (switch it off in the chart's values)" : "")
                    + ", or write one of " + written(annotation));
        }
        Time first =
                hooks.stream().map(known::get).min(Comparator.naturalOrder()).orElseThrow();
        boolean several = hooks.stream().map(known::get).distinct().count() > 1;
        if (several
                && (first == Time.WITH
                        || areRun(groupKind)
                        || hooks.stream().anyMatch(hook -> known.get(hook) == Time.NEVER))) {
            return Optional.of("it is a hook (" + annotation + ") for " + String.join(" and ", hooks)
                    + ", which are different times; write one object for each of them");
        }
        Set<String> whole = first == Time.BEFORE ? PRE : POST;
        if (annotation.equals(HELM) && first != Time.NEVER && !hooks.containsAll(whole)) {
            return Optional.of("it is a hook (" + annotation + ") for " + String.join(" and ", hooks)
                    + " alone, and a delivery is an installation and an upgrade at once; where it may run in each delivery,"
                    + " write " + String.join(",", new TreeSet<>(whole)) + ", otherwise take it out of the manifests");
        }
        return policies(metadata, annotation).stream()
                .filter(policy -> !POLICIES.contains(policy))
                .findFirst()
                .map(policy -> "the annotation " + annotation + POLICY + " is '"
                        + value(metadata, annotation + POLICY)
                        + "', which is no policy; write "
                        + (annotation.equals(ARGO)
                                ? "BeforeHookCreation or HookSucceeded"
                                : "before-hook-creation or hook-succeeded"));
    }

    /**
     * Whether it is run: made anew in each delivery, and deleted when the one of the delivery before is still there. Other
     * kinds are applied as all objects are.
     *
     * @param groupKind as {@code ObjectKey.groupKind()} writes it
     */
    public boolean runs(String groupKind) {
        return time != Time.NEVER && areRun(groupKind);
    }

    private static boolean areRun(String groupKind) {
        KnownKind kind = KnownKind.of(groupKind);
        return kind == KnownKind.JOB || kind == KnownKind.POD;
    }

    /** Whether an object is a hook that need not be there any more when its wave is over. */
    public static boolean isPassing(String groupKind, JsonNode metadata) {
        return of(metadata).filter(hook -> hook.runs(groupKind)).isPresent()
                || isDeletedAfterSuccess(groupKind, metadata);
    }

    /** Whether an object is a hook that is deleted when the delivery is healthy; none that holds other data. */
    public static boolean isDeletedAfterSuccess(String groupKind, JsonNode metadata) {
        return of(metadata).filter(RolloutHook::deletedAfterSuccess).isPresent()
                && !KnownKind.of(groupKind).isProtected();
    }

    private static String annotation(JsonNode metadata) {
        return value(metadata, ARGO).isBlank() ? HELM : ARGO;
    }

    private static Map<String, Time> times(String annotation) {
        return annotation.equals(ARGO) ? ARGO_TIMES : HELM_TIMES;
    }

    private static String written(String annotation) {
        return annotation.equals(ARGO)
                ? "PreSync, Sync, PostSync, Skip"
                : "'" + String.join(",", new TreeSet<>(PRE)) + "', '" + String.join(",", new TreeSet<>(POST))
                        + "', test";
    }

    /** {@code HookSucceeded} and {@code hook-succeeded} alike. */
    private static Set<String> policies(JsonNode metadata, String annotation) {
        return values(metadata, annotation + POLICY).stream()
                .map(policy -> policy.replace("-", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** In the order in which they are written. */
    private static Set<String> values(JsonNode metadata, String annotation) {
        return Arrays.stream(value(metadata, annotation).split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String value(JsonNode metadata, String annotation) {
        return metadata.path("annotations").path(annotation).asText();
    }
}
