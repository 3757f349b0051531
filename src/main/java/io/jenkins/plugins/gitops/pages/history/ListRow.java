package io.jenkins.plugins.gitops.pages.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A row of a job's list: a delivery, or a step that was refused before one began. */
public final class ListRow {

    private final ListedDelivery delivery;
    private final RefusedBuild refused;

    private ListRow(ListedDelivery delivery, RefusedBuild refused) {
        this.delivery = delivery;
        this.refused = refused;
    }

    /** Merges both by time. The order of the deliveries stays. */
    static List<ListRow> merged(List<ListedDelivery> deliveries, List<RefusedBuild> newestFirst) {
        List<ListRow> rows = new ArrayList<>();
        Deque<RefusedBuild> refused = new ArrayDeque<>(newestFirst);
        for (ListedDelivery delivery : deliveries) {
            while (!refused.isEmpty() && refused.peek().at().toEpochMilli() > delivery.getTimestamp()) {
                rows.add(new ListRow(null, refused.poll()));
            }
            rows.add(new ListRow(delivery, null));
        }
        refused.forEach(rest -> rows.add(new ListRow(null, rest)));
        return rows;
    }

    /** Null for a refused step. */
    public ListedDelivery getDelivery() {
        return delivery;
    }

    /** Null for a delivery. */
    public RefusedBuild getRefused() {
        return refused;
    }
}
