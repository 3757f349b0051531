package io.jenkins.plugins.gitops.pages.history;

import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.util.Optional;

/**
 * The build that requested a delivery, as far as the viewer may see it.
 *
 * @param text how a page names it
 * @param url its address; null when Jenkins did not know its own
 * @param path below Jenkins' root; absent when it is on another controller, or was deleted
 * @param link an http or https address on another controller
 * @param number within the job whose page it is on; absent for another job's
 */
public record NamedBuild(
        String text, String url, Optional<String> path, Optional<String> link, Optional<Integer> number) {

    /** Of a build of the job whose page it is. */
    static NamedBuild of(DeliveryView view) {
        int number = view.getBuildNumber();
        String url = view.record().request().build().map(BuildLink::url).orElse(null);
        return new NamedBuild(
                "#" + number, url, Optional.of(view.getBuildUrl()), Optional.empty(), Optional.of(number));
    }

    public String getText() {
        return text;
    }

    /** Null when there is no page of it on this controller. */
    public String getPath() {
        return path.orElse(null);
    }

    /** Null when it is on this controller. */
    public String getLink() {
        return link.orElse(null);
    }
}
