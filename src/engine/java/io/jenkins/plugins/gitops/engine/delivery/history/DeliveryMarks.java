package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark.Kind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The marks that hold at a commit of a branch: of each kind the newest, unless all of that delivery were taken back since. */
public final class DeliveryMarks {

    private final Map<DeployId, Map<Kind, MarkedDelivery>> byDelivery = new HashMap<>();

    private DeliveryMarks() {}

    /** Reads the branch. As fast as the deliveries are listed. */
    public static DeliveryMarks read(RemoteBranch branch, Revision tip) {
        List<CommitInfo> oldestFirst = new ArrayList<>(branch.withTrailer(tip, DeliveryMark.KEY));
        Collections.reverse(oldestFirst);
        DeliveryMarks marks = new DeliveryMarks();
        for (CommitInfo commit : oldestFirst) {
            DeliveryMark.from(commit.message()).forEach(mark -> marks.add(MarkedDelivery.of(mark, commit)));
        }
        return marks;
    }

    /** The mark of a commit that has one. */
    public static MarkedDelivery made(CommitInfo commit) {
        return MarkedDelivery.of(DeliveryMark.from(commit.message()).get(0), commit);
    }

    private void add(MarkedDelivery marked) {
        if (marked.mark() == Kind.NONE) {
            byDelivery.remove(marked.delivery());
        } else {
            byDelivery
                    .computeIfAbsent(marked.delivery(), id -> new EnumMap<>(Kind.class))
                    .put(marked.mark(), marked);
        }
    }

    /** What is said of a delivery. */
    public List<MarkedDelivery> of(DeployId delivery) {
        return List.copyOf(byDelivery.getOrDefault(delivery, Map.of()).values());
    }

    /** The mark of one kind. */
    public Optional<MarkedDelivery> of(DeployId delivery, Kind kind) {
        return Optional.ofNullable(byDelivery.getOrDefault(delivery, Map.of()).get(kind));
    }
}
