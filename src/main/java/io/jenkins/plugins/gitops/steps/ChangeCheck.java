package io.jenkins.plugins.gitops.steps;

import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.changes.ChangeDetector;
import io.jenkins.plugins.gitops.engine.delivery.changes.WatchedApplication;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;

/** Whether a step that delivers what changed has anything to do; said in the build's log. */
record ChangeCheck(Run<?, ?> build, PrintStream log) {

    /**
     * Compares the built commit with the newest healthy delivery.
     *
     * @param built the files and folders that the application is built from
     * @return what the step ends with where nothing is to be delivered
     */
    Optional<NotDelivered> unchanged(DeployRequest request, Set<String> built) {
        ApplicationChanges changes;
        try (DeliveryContexts.Open open = DeliveryContexts.open(build, request)) {
            Revision tip = open.context().branch().fetchTip();
            Revision head = request.source()
                    .filter(source -> request.ofTheRemote())
                    .map(DeliverySource::revision)
                    .filter(open.context().branch()::knows)
                    .orElse(tip);
            changes = new ChangeDetector(open.context(), tip, head)
                    .of(new WatchedApplication(
                            request.target(),
                            request.remote(),
                            request.manifests(),
                            request.options().scope().namespace(),
                            built));
        }
        if (changes.touched()) {
            log.println("[gitops] " + request.target() + " is touched: "
                    + ShownText.of(String.join("\n", changes.reasons())));
            return Optional.empty();
        }
        String reason = request.target() + " is not touched"
                + changes.compared().map(then -> " since " + then).orElse("")
                + changes.note().map(note -> ": " + note).orElse("");
        log.println("[gitops] " + reason + ". Nothing is delivered");
        return Optional.of(NotDelivered.unchanged(
                SteadyClock.SYSTEM.instant(),
                request.target().application(),
                request.target().environment(),
                reason,
                changes.compared().map(then -> then.revision().id()).orElse("")));
    }
}
