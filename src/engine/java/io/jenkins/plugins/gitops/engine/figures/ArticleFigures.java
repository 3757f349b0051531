package io.jenkins.plugins.gitops.engine.figures;

/**
 * The three figures of the article that this project implements.
 *
 * @param days T: days between two deliveries
 * @param frequency f = 1 / T: deliveries a day
 * @param successRate S: successful deliveries among all
 * @param total F = T + f x S
 */
public record ArticleFigures(double days, double frequency, double successRate, double total) {

    /**
     * From what is measured.
     *
     * @param days between two deliveries, more than zero
     * @param successRate between 0 and 1
     */
    public static ArticleFigures of(double days, double successRate) {
        double frequency = 1 / days;
        return new ArticleFigures(days, frequency, successRate, days + frequency * successRate);
    }
}
