package io.jenkins.plugins.gitops.pages.history;

import hudson.Util;
import io.jenkins.plugins.gitops.figures.FigureChoice;
import io.jenkins.plugins.gitops.pages.delivery.NotDeliveredView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One page of a job's list. Everything on it was read at the same time. */
public final class DeliveryPage {

    private static final int SIZE = 25;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

    private final JobHistory history;
    private final Filter filter;
    private final List<ListRow> all;
    private final int number;

    /**
     * @param asked the page's number from the address: an invalid one gives the first page, one that is too high the last
     * @param filter which deliveries are listed
     */
    public DeliveryPage(JobHistory history, String asked, Filter filter) {
        this.history = history;
        this.filter = filter;
        this.all = ListRow.merged(
                history.newestFirst().stream().filter(filter::wants).toList(),
                history.refused().stream().filter(filter::wants).toList());
        int wanted = asked != null && NUMBER.matcher(asked).matches() ? Integer.parseInt(asked) : 1;
        this.number = Math.min(wanted, getPages());
    }

    /**
     * Chooses the deliveries of one application and one environment, and perhaps those alone that a number is made of. An empty
     * text chooses all.
     */
    public record Filter(String application, String environment, Optional<FigureChoice> figure) {

        public static Filter of(String application, String environment, Optional<FigureChoice> figure) {
            return new Filter(application == null ? "" : application, environment == null ? "" : environment, figure);
        }

        String query() {
            return (application.isEmpty() ? "" : "&application=" + Util.rawEncode(application))
                    + (environment.isEmpty() ? "" : "&environment=" + Util.rawEncode(environment))
                    + figure.map(FigureChoice::query).orElse("");
        }

        boolean wants(ListedDelivery delivery) {
            return wants(application, delivery, ListedDelivery::getApplication)
                    && wants(environment, delivery, ListedDelivery::getEnvironment)
                    && figure.map(chosen -> chosen.ids().contains(delivery.getDeployId()))
                            .orElse(true);
        }

        /** A step may have been refused before its application was known. */
        boolean wants(RefusedBuild refused) {
            NotDeliveredView step = refused.getStep();
            return figure.isEmpty()
                    && (environment.isEmpty() || environment.equals(step.getEnvironment()))
                    && (application.isEmpty()
                            || step.getApplication() == null
                            || application.equals(step.getApplication()));
        }

        private static boolean wants(String name, ListedDelivery delivery, Function<ListedDelivery, String> of) {
            return name.isEmpty() || name.equals(of.apply(delivery));
        }
    }

    public int getNumber() {
        return number;
    }

    public int getPages() {
        return Math.max(1, (all.size() + SIZE - 1) / SIZE);
    }

    public int getTotal() {
        return all.size();
    }

    public List<ListRow> getRows() {
        return all.subList((number - 1) * SIZE, Math.min(all.size(), number * SIZE));
    }

    /** The query of the page before; null on the first. */
    public String getNewer() {
        return number > 1 ? address(number - 1) : null;
    }

    /** The query of the page after; null on the last. */
    public String getOlder() {
        return number < getPages() ? address(number + 1) : null;
    }

    private String address(int other) {
        return "?page=" + other + filter.query();
    }

    /** Whether the list is filtered. */
    public boolean isChosen() {
        return !filter.equals(Filter.of(null, null, Optional.empty()));
    }

    /** The chosen application; empty for all. */
    public String getApplication() {
        return filter.application();
    }

    /** The chosen environment; empty for all. */
    public String getEnvironment() {
        return filter.environment();
    }

    /** The number whose deliveries are listed; empty for all. */
    public String getFigure() {
        return filter.figure().map(FigureChoice::label).orElse("");
    }

    /** The branches whose history it shows. */
    public List<BranchView> getBranches() {
        return history.branches();
    }

    /** Numbers of builds of which a delivery's record cannot be read, newest first. */
    public List<Integer> getUnreadable() {
        return history.unreadable();
    }
}
