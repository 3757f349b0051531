package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How the objects are, at one moment, in the order in which they were asked for. */
@JsonIgnoreProperties(value = "status", allowGetters = true)
public record HealthReport(List<ObjectHealth> objects) {

    public HealthReport {
        objects = List.copyOf(objects);
    }

    /** That of the whole: the worst of all. */
    @JsonProperty("status")
    public HealthStatus status() {
        return HealthStatus.worst(objects.stream().map(ObjectHealth::status).toList());
    }

    /** {@code 3 of 5 current; Deployment shop/web: RollingOut: 1 of 3 replicas updated}. */
    public String summary() {
        long current =
                objects.stream().filter(o -> o.status() == HealthStatus.CURRENT).count();
        return current + " of " + objects.size() + " current"
                + objects.stream()
                        .filter(object -> object.status() == status())
                        .filter(object -> object.status() != HealthStatus.CURRENT)
                        .map(object -> "; " + object.ref() + ": " + object.reason() + ": " + object.message())
                        .collect(Collectors.joining());
    }

    /** Whether a StatefulSet waits for a pod of an older revision that does not get ready. */
    public boolean waitsForStuckPods() {
        return objects.stream().anyMatch(object -> object.reason().equals(StuckPods.REASON));
    }

    /**
     * What people have to know although all is current, a line an object: pods that still run the older image, and kinds of
     * which it cannot be seen what they run.
     */
    public List<String> exceptions() {
        return objects.stream()
                .filter(object -> object.status() == HealthStatus.CURRENT)
                .filter(object -> !object.message().isEmpty())
                .map(object -> object.ref() + ": " + object.message())
                .toList();
    }

    /** For people: everything that is not current, the worst first, with its pods. */
    public String text() {
        return objects.stream()
                .filter(object -> object.status() != HealthStatus.CURRENT)
                .sorted(Comparator.comparing(ObjectHealth::status).reversed())
                .map(ObjectHealth::text)
                .collect(Collectors.joining("\n"));
    }
}
