package io.jenkins.plugins.gitops.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConvertedSamplesTest {

    private final List<Double> converted = new ArrayList<>();
    private final ConvertedSamples<String> samples = new ConvertedSamples<>(sample -> {
        converted.add(sample.value());
        return sample.name() + " " + sample.value();
    });

    private static List<MetricSample> block(int... values) {
        return IntStream.of(values)
                .mapToObj(value -> new MetricSample("a", List.of(), List.of(), value))
                .toList();
    }

    @SafeVarargs
    private List<String> lines(List<MetricSample>... blocks) {
        return samples.of(
                        List.of(new MetricFamily("a", MetricFamily.Type.GAUGE, "A.", List.of(blocks))),
                        (family, lines) -> lines)
                .get(0);
    }

    @Test
    void what_did_not_change_is_not_converted_again_also_where_others_came_in_between() {
        List<MetricSample> one = block(1, 2);
        List<MetricSample> two = block(3);
        lines(one, two);
        assertThat(converted).containsExactly(1.0, 2.0, 3.0);

        assertThat(lines(one, block(4))).containsExactly("a 1.0", "a 2.0", "a 4.0");
        assertThat(lines(one, block(5), two)).containsExactly("a 1.0", "a 2.0", "a 5.0", "a 3.0");

        // "two" was gone in between.
        assertThat(converted).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 3.0);
    }

    @Test
    void what_was_computed_again_and_is_the_same_is_the_object_that_it_was() {
        MetricFamily before = new MetricFamily("a", MetricFamily.Type.GAUGE, "A.", List.of(block(1, 2), block(3)));
        MetricFamily again = new MetricFamily("a", MetricFamily.Type.GAUGE, "A.", List.of(block(1, 2), block(4)));

        MetricFamily kept = again.keeping(before);

        assertThat(kept).isEqualTo(again);
        assertThat(kept.blocks().get(0)).isSameAs(before.blocks().get(0));
    }

    @Test
    void the_lines_are_a_list_like_any_other() {
        List<String> lines = lines(block(1, 2), block(3), block(4, 5, 6));

        assertThat(lines).hasSize(6).isEqualTo(List.copyOf(lines));
        assertThat(IntStream.range(0, 6).mapToObj(lines::get))
                .containsExactly("a 1.0", "a 2.0", "a 3.0", "a 4.0", "a 5.0", "a 6.0");
        assertThat(lines()).isEmpty();
    }
}
