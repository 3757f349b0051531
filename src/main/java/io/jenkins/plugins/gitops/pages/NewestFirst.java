package io.jenkins.plugins.gitops.pages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Lists of deliveries as one, by the time of the request. The order within a list stays: on a branch the commits' order is
 * the deliveries', whatever their clocks say.
 */
final class NewestFirst {

    private NewestFirst() {}

    private record Place(List<ListedDelivery> list, int index) {
        ListedDelivery delivery() {
            return list.get(index);
        }
    }

    static List<ListedDelivery> merged(List<List<ListedDelivery>> lists) {
        PriorityQueue<Place> next = new PriorityQueue<>(
                Comparator.comparing((Place place) -> place.delivery().id()).reversed());
        lists.stream().filter(list -> !list.isEmpty()).forEach(list -> next.add(new Place(list, 0)));
        List<ListedDelivery> all = new ArrayList<>();
        while (!next.isEmpty()) {
            Place place = next.remove();
            all.add(place.delivery());
            if (place.index() + 1 < place.list().size()) {
                next.add(new Place(place.list(), place.index() + 1));
            }
        }
        return List.copyOf(all);
    }
}
