package io.jenkins.plugins.gitops.figures;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.figures.ComparedFigures;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The deliveries of one number of the page, as an address names it.
 *
 * @param ids of these deliveries
 * @param query what follows application and environment in the address
 * @param label what the number is, for people
 */
public record FigureChoice(Set<String> ids, String query, String label) {

    public FigureChoice {
        ids = Set.copyOf(ids);
    }

    /**
     * Reads the parameters of an address, null for what it does not have.
     *
     * @return empty when they name no number
     */
    public static Optional<FigureChoice> of(
            List<TargetFigures> figures,
            String application,
            String environment,
            String figure,
            String days,
            String before) {
        Optional<Figure> named = Figure.named(figure);
        return figures.stream()
                .filter(target -> target.application().equals(application)
                        && target.environment().equals(environment))
                .flatMap(target -> target.windows().stream())
                .filter(window -> Integer.toString(window.days()).equals(days))
                .findFirst()
                .flatMap(window -> named.map(each -> of(each, window, "true".equals(before))));
    }

    private static FigureChoice of(Figure figure, ComparedFigures window, boolean before) {
        DeliveryFigures in = before ? window.before() : window.current();
        return new FigureChoice(
                Set.copyOf(figure.deliveries(in)),
                "&figure=" + Util.rawEncode(figure.word()) + "&days=" + window.days() + (before ? "&before=true" : ""),
                before
                        ? Messages.FigureChoice_before(figure.label(), window.days())
                        : Messages.FigureChoice_current(figure.label(), window.days()));
    }
}
