package io.jenkins.plugins.gitops.engine.delivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A field that was put back, and whoever sets it otherwise, since the newest delivery.
 *
 * @param path empty for the whole object
 * @param times when it was put back last, oldest first; no more than {@link SelfHeal#MOST}
 * @param count how often in all
 * @param last the sync that did it last
 * @param givenUp since when it is left alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HealFight(
        ObjectKey object,
        String path,
        List<Instant> times,
        int count,
        Optional<DeployId> last,
        Optional<Instant> givenUp) {

    public HealFight {
        Objects.requireNonNull(object, "no object");
        path = Objects.requireNonNullElse(path, "");
        times = List.copyOf(times);
        last = Objects.requireNonNullElse(last, Optional.empty());
        givenUp = Objects.requireNonNullElse(givenUp, Optional.empty());
    }

    static HealFight over(DriftKey key) {
        return new HealFight(key.object(), key.path(), List.of(), 0, Optional.empty(), Optional.empty());
    }

    @JsonIgnore
    DriftKey key() {
        return new DriftKey(object, path);
    }

    /** How often it was put back since then. */
    long since(Instant begin) {
        return times.stream().filter(time -> time.isAfter(begin)).count();
    }

    Optional<Instant> newest() {
        return times.isEmpty() ? Optional.empty() : Optional.of(times.get(times.size() - 1));
    }

    HealFight putBack(DeployId sync, Instant now) {
        List<Instant> more = new ArrayList<>(times);
        more.add(now);
        return new HealFight(
                object,
                path,
                more.subList(Math.max(0, more.size() - SelfHeal.MOST), more.size()),
                count + 1,
                Optional.of(sync),
                givenUp);
    }

    HealFight givingUp(Instant now) {
        return new HealFight(object, path, times, count, last, Optional.of(now));
    }
}
