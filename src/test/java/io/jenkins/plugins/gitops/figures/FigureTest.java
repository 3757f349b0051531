package io.jenkins.plugins.gitops.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.gitops.engine.figures.PastDelivery;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Numbers of the page and of its {@code api/json}. */
class FigureTest {

    @Test
    void a_time_that_a_commit_makes_up_is_the_largest_number_instead_of_an_error() {
        assertThat(Figure.millis(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Figure.millis(Duration.ofSeconds(Long.MAX_VALUE / 1000))).isEqualTo(Long.MAX_VALUE);
        assertThat(Figure.millis(Duration.ofMillis(1234))).isEqualTo(1234);
    }

    @Test
    void only_a_number_leads_to_its_deliveries() {
        Instant now = Instant.parse("2026-11-20T10:00:00Z");
        PastDelivery only = new PastDelivery(
                "01m82yg1szwf2jwd2x8213ak5z",
                now.minusSeconds(120),
                Optional.of(now.minusSeconds(60)),
                PastDelivery.Ending.HEALTHY,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        TargetFigures figures = TargetFigures.of("shop", "production", List.of(only), now, List.of(30));
        TargetFiguresView view = new TargetFiguresView(figures);

        assertThat(view.cells(Figure.DELIVERIES, view.windows().get(0)))
                .extracting(TargetFiguresView.Cell::getText, cell -> cell.getQuery() != null)
                .containsExactly(tuple("1", true), tuple("0", false));
        assertThat(view.cells(Figure.FREQUENCY, view.windows().get(0)))
                .extracting(TargetFiguresView.Cell::getText, cell -> cell.getQuery() != null)
                .containsExactly(tuple("n/a", false), tuple("n/a", false));
    }
}
