package io.jenkins.plugins.gitops.engine.cluster.drift;

import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import java.time.Instant;
import java.util.Optional;

/**
 * A field that is not as the commit wants it.
 *
 * @param path as people write it: {@code spec.template.spec.containers[web].image}
 * @param wanted its value in the commit as JSON, shortened; empty when the commit has none; {@link SecretMask#MASKED}
 *     where it is secret
 * @param live its value in the cluster, likewise
 * @param manager who owns it there ({@code managedFields}); absent where the server does not say: nobody owns what was
 *     removed, and old servers do not note who scales
 * @param since the manager's newest change of the object, in whole seconds: the field is different at least since then
 * @param pointer the field as an {@link ObjectPointer}, as {@link IgnoreRule} takes it; absent where it cannot be left to
 *     others, or the server names it otherwise
 */
public record FieldDrift(
        String path,
        String wanted,
        String live,
        Optional<String> manager,
        Optional<Instant> since,
        Optional<ObjectPointer> pointer) {

    String text() {
        return path + ": wanted " + (wanted.isEmpty() ? "none" : wanted) + ", is " + (live.isEmpty() ? "none" : live)
                + manager.map(name -> "; by " + name).orElse("")
                + since.map(time -> " since " + time).orElse("");
    }
}
