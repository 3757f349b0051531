package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NewestKeptTest {

    @Test
    void by_insertion_the_one_that_was_added_first_goes() {
        Map<String, Integer> map = NewestKept.byInsertion(2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("a", 3);

        map.put("c", 4);

        assertThat(map).containsExactly(Map.entry("b", 2), Map.entry("c", 4));
    }

    @Test
    void by_access_the_one_that_was_not_read_for_the_longest_time_goes() {
        Map<String, Integer> map = NewestKept.byAccess(() -> 2);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");

        map.computeIfAbsent("c", key -> 3);

        assertThat(map).containsExactly(Map.entry("a", 1), Map.entry("c", 3));
    }

    @Test
    void a_lower_limit_counts_from_the_next_entry_on() {
        AtomicInteger limit = new AtomicInteger(3);
        Map<String, Integer> map = NewestKept.byAccess(limit::get);
        map.put("a", 1);
        map.put("b", 2);
        map.put("c", 3);
        limit.set(1);

        assertThat(map).hasSize(3);
        map.put("d", 4);

        assertThat(map).containsExactly(Map.entry("d", 4));
    }

    @Test
    void with_a_limit_of_0_nothing_is_kept() {
        Map<String, Integer> map = NewestKept.byAccess(() -> 0);

        assertThat(map.computeIfAbsent("a", key -> 1)).isEqualTo(1);
        assertThat(map.putIfAbsent("b", 2)).isNull();

        assertThat(map).isEmpty();
    }
}
