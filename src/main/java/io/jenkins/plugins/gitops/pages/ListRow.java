package io.jenkins.plugins.gitops.pages;

import java.util.ArrayList;
import java.util.Iterator;
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
        Iterator<RefusedBuild> rest = newestFirst.iterator();
        RefusedBuild next = rest.hasNext() ? rest.next() : null;
        for (ListedDelivery delivery : deliveries) {
            while (next != null && next.at().toEpochMilli() > delivery.getTimestamp()) {
                rows.add(new ListRow(null, next));
                next = rest.hasNext() ? rest.next() : null;
            }
            rows.add(new ListRow(delivery, null));
        }
        for (; next != null; next = rest.hasNext() ? rest.next() : null) {
            rows.add(new ListRow(null, next));
        }
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
