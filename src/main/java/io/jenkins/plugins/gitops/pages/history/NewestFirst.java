package io.jenkins.plugins.gitops.pages.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges lists of deliveries into one, by the time of the request. The order within a list stays: on a branch the commits'
 * order is the order of the deliveries, whatever the clocks say.
 */
final class NewestFirst {

    private NewestFirst() {}

    private record Position(List<ListedDelivery> list, int index) {
        ListedDelivery delivery() {
            return list.get(index);
        }
    }

    static List<ListedDelivery> merged(List<List<ListedDelivery>> lists) {
        PriorityQueue<Position> next = new PriorityQueue<>(
                Comparator.comparing((Position position) -> position.delivery().id())
                        .reversed());
        lists.stream().filter(list -> !list.isEmpty()).forEach(list -> next.add(new Position(list, 0)));
        List<ListedDelivery> all = new ArrayList<>();
        while (!next.isEmpty()) {
            Position position = next.remove();
            all.add(position.delivery());
            if (position.index() + 1 < position.list().size()) {
                next.add(new Position(position.list(), position.index() + 1));
            }
        }
        return List.copyOf(all);
    }
}
