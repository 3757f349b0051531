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

    /** So many are read, the newest: whoever may push can make any number. */
    public static final int MOST = 10_000;

    private final Map<DeployId, Map<Kind, MarkedDelivery>> byDelivery = new HashMap<>();
    private final boolean more;

    private DeliveryMarks(boolean more) {
        this.more = more;
    }

    /** Reads the branch, the newest {@value #MOST} marks. As fast as the deliveries are listed. */
    public static DeliveryMarks read(RemoteBranch branch, Revision tip) {
        return of(branch.withTrailer(tip, DeliveryMark.KEY), MOST);
    }

    /** @param most how many marks are read */
    static DeliveryMarks of(List<CommitInfo> newestFirst, int most) {
        List<MarkedDelivery> read = new ArrayList<>();
        for (CommitInfo commit : newestFirst) {
            List<DeliveryMark> said = new ArrayList<>(DeliveryMark.from(commit.message()));
            Collections.reverse(said);
            said.forEach(mark -> read.add(MarkedDelivery.of(mark, commit)));
            if (read.size() > most) {
                break;
            }
        }
        DeliveryMarks marks = new DeliveryMarks(read.size() > most);
        List<MarkedDelivery> oldestFirst = new ArrayList<>(read.subList(0, Math.min(most, read.size())));
        Collections.reverse(oldestFirst);
        oldestFirst.forEach(marks::add);
        return marks;
    }

    /** Whether there are older ones, which were not read. */
    public boolean more() {
        return more;
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
