package io.jenkins.plugins.gitops.engine.cluster.logs;

import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is wanted of logs.
 *
 * @param container the container's name; all of a pod when it is absent
 * @param pod the pod's name; all of the application's when it is absent
 * @param tail how many of the last lines of each container; all when it is absent
 * @param since how far back
 * @param previous those of the run before, of containers that were restarted
 */
public record LogOptions(
        Optional<String> container,
        Optional<String> pod,
        OptionalInt tail,
        Optional<Duration> since,
        boolean previous) {

    ApiCall on(ApiCall log) {
        ApiCall call = log.with("timestamps", "true");
        if (tail.isPresent()) {
            call = call.with("tailLines", Integer.toString(tail.getAsInt()));
        }
        if (since.isPresent()) {
            call = call.with(
                    "sinceSeconds", Long.toString(Math.max(1, since.get().toSeconds())));
        }
        return previous ? call.with("previous", "true") : call;
    }
}
