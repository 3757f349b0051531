package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;

/**
 * Acts on builds that end by force or are deleted. A build that ends by force does not notify its steps. A deleted build
 * takes its records with it.
 */
@Extension
public final class BuildEnds extends RunListener<Run<?, ?>> {

    /** Aborts the deliveries of the build's steps. A build that could not be resumed has no such step: its deliveries go on. */
    @Override
    public void onCompleted(Run<?, ?> build, TaskListener log) {
        DeliveryService service = DeliveryService.get();
        service.all().stream()
                .filter(each ->
                        each.isOf(build) && each.isFollowed() && !each.record().finished())
                .forEach(each -> {
                    log.getLogger()
                            .println("[gitops] The build ends while delivery " + each.id() + " runs, so that is"
                                    + " aborted: before its commit nothing remains; after it, what the environment says"
                                    + " of a failed one is done");
                    service.abort(each.id(), "the forced end of its build");
                });
    }

    @Override
    public void onDeleted(Run<?, ?> build) {
        DeliveryService.get().all().stream().filter(each -> each.isOf(build)).forEach(ActiveDelivery::buildDeleted);
    }

    /** A deleted job deletes its builds without an event for each of them. */
    @Extension
    public static final class Jobs extends ItemListener {

        @Override
        public void onDeleted(Item item) {
            DeliveryService.get().all().stream()
                    .filter(each -> each.build().getParent() == item)
                    .forEach(ActiveDelivery::buildDeleted);
        }
    }
}
