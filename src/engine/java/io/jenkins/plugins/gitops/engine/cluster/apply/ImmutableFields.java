package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fields that cannot be changed in an object that exists: a Job's template, a Deployment's selector, a claim's class.
 *
 * @param names as the server names them
 * @param changes what was to change in them
 */
record ImmutableFields(List<String> names, List<FieldChange> changes) {

    private static final int MOST_SHOWN = 5;

    /** The API servers' texts about such fields: validation.go of each API group has its own. */
    private static final Pattern IMMUTABLE_TEXT = Pattern.compile(
            "(?i)immutable|updates? to .* (is|are) forbidden|may not (change|be changed|update)|cannot change");

    ImmutableFields {
        names = List.copyOf(names);
        changes = List.copyOf(changes);
    }

    /** Those that an answer is about; empty when it is about anything else as well, which a new object would not help. */
    static Optional<ImmutableFields> in(ApiAnswer answer, ServerSideApply.Comparison comparison) {
        List<ApiAnswer.Cause> causes = answer.causes();
        boolean allSuch = causes.stream()
                .allMatch(cause -> IMMUTABLE_TEXT.matcher(cause.message()).find());
        if (answer.code() != ApiAnswer.INVALID || comparison.missing() || causes.isEmpty() || !allSuch) {
            return Optional.empty();
        }
        List<String> names =
                causes.stream().map(ApiAnswer.Cause::field).distinct().toList();
        ApplyObject desired = comparison.desired();
        List<FieldChange> wanted = FieldDiff.inDesiredFields(desired.ref(), comparison.live(), desired.body());
        List<FieldChange> changes = wanted.stream()
                .filter(change -> names.stream().anyMatch(name -> isIn(name, change.path())))
                .toList();
        return Optional.of(new ImmutableFields(names, changes));
    }

    /** A list that came beside one value has that as its first item: {@code clusterIPs[0]} is {@code clusterIP}. */
    private static boolean isIn(String whole, String path) {
        return whole.equals(path + "s[0]")
                || path.equals(whole)
                || path.startsWith(whole + ".")
                || path.startsWith(whole + "[");
    }

    /** For people. */
    String text(ApplyObject desired) {
        ObjectRef ref = desired.ref();
        JsonNode immutable = desired.body().path("immutable");
        String values =
                changes.stream().limit(MOST_SHOWN).map(FieldChange::text).collect(Collectors.joining(", "));
        return String.join(", ", names)
                + " cannot be changed in a " + ref.kind() + " that exists"
                + (values.isEmpty() ? "" : ": " + values)
                + (changes.size() > MOST_SHOWN ? " and " + (changes.size() - MOST_SHOWN) + " more" : "")
                + (immutable.asBoolean() ? " (it is marked as immutable)" : "")
                + "; the object has to be replaced: give it another name with each change, or let it be deleted and"
                + " recreated (" + ErrorRemedy.REPLACEMENT.words(ref.kind() + "/" + ref.name()) + ")";
    }
}
