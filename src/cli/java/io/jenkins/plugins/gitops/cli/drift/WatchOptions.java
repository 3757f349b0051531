package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How environments are watched. */
public final class WatchOptions {

    /** Each has a thread, a branch and a session with the cluster. */
    private static final int MOST = 16;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    @Option(
            names = "--watch",
            description =
                    "Look again and again, and print a line when drift begins, changes and ends; with --json, a JSON document"
                            + " on a line of its own. Since when something differs is kept in the state folder.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "Time from one look to the next (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--rounds",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "End after so many looks; 1 is for a timer of your own (default: go on until it is ended).")
    private int rounds;

    @Option(
            names = "--also",
            paramLabel = "APPLICATION/ENVIRONMENT/NAMESPACE=PATH",
            description =
                    "Another environment in the same cluster and on the same branch that is watched as well, with the path of"
                            + " its manifests; may be repeated.")
    private List<String> also = List.of();

    @Option(
            names = "--self-heal",
            description =
                    "Put back what drifted, by a sync of these objects. Not while a delivery is under way, nor where the newest"
                            + " one did not end healthy or what was rolled back is held. What differs again and again is given"
                            + " up.")
    private boolean selfHeal;

    @Option(names = "--heal-again", description = "Put back again what was given up.")
    private boolean healAgain;

    /**
     * Whether to watch; checks the options that are for a watch.
     *
     * @param notifies whether somebody is to be told, which is for a watch too
     */
    public boolean on(boolean notifies) {
        interval();
        rounds();
        if (!watch && (notifies || selfHeal || healAgain || rounds != 0 || !also.isEmpty())) {
            throw new GitopsException(
                    "--notify, --rounds, --also, --self-heal and --heal-again are for a watch",
                    "Add --watch, or take them out");
        }
        return watch;
    }

    Duration interval() {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new GitopsException(
                    "The interval " + interval + " is none to look again after", "Give one from 1s to 24h");
        }
        return interval;
    }

    /** @return zero to go on */
    int rounds() {
        if (rounds < 0) {
            throw new GitopsException("There are no " + rounds + " rounds", "Give a number of looks, or leave it out");
        }
        return rounds;
    }

    boolean selfHeal() {
        return selfHeal;
    }

    boolean healAgain() {
        return healAgain;
    }

    /** All that are watched; the first one is that of the other options. */
    public List<DesiredStateLocation> places(DesiredStateLocation first) {
        List<DesiredStateLocation> places = new ArrayList<>(List.of(first));
        also.forEach(text -> places.add(other(text, first)));
        long different =
                places.stream().map(DesiredStateLocation::inventory).distinct().count();
        if (places.size() > MOST || different < places.size()) {
            throw new GitopsException(
                    places.size() + " environments are named, " + different + " different ones; " + MOST
                            + " may be watched at once",
                    "Name each once, and start another watch for more");
        }
        return places;
    }

    private static DesiredStateLocation other(String text, DesiredStateLocation first) {
        int equals = text.indexOf('=');
        String[] names = text.substring(0, Math.max(0, equals)).split("/", -1);
        if (text.length() > TextLimits.PATH || names.length != 3 || equals + 1 >= text.length()) {
            throw new GitopsException(
                    "'" + ShownText.line(text, TextLimits.SHOWN) + "' names no environment to watch",
                    "Write APPLICATION/ENVIRONMENT/NAMESPACE=PATH, for example"
                            + " shop/production/shop-production=k8s/overlays/production");
        }
        DeployScope scope = DeployScope.of(names[2])
                .withAllowed(first.scope().allowed())
                .withClusterScoped(first.scope().clusterScoped());
        return new DesiredStateLocation(
                new DeliveryTarget(names[0], names[1]),
                first.remote(),
                ManifestSource.at(text.substring(equals + 1)),
                scope);
    }
}
