package io.jenkins.plugins.gitops.history;

import java.util.List;
import java.util.regex.Pattern;

/** One page of a list. */
public final class Page {

    private static final int SIZE = 25;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

    private final List<DeliveryView> all;
    private final int number;

    /** @param asked the page's number as the address has it; nonsense gives the first page, too high a number the last */
    Page(List<DeliveryView> all, String asked) {
        this.all = all;
        int wanted = asked != null && NUMBER.matcher(asked).matches() ? Integer.parseInt(asked) : 1;
        this.number = Math.min(wanted, getPages());
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

    public List<DeliveryView> getDeliveries() {
        return all.subList((number - 1) * SIZE, Math.min(all.size(), number * SIZE));
    }

    public boolean isNewer() {
        return number > 1;
    }

    public boolean isOlder() {
        return number < getPages();
    }
}
