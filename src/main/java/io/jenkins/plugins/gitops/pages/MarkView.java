package io.jenkins.plugins.gitops.pages;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import java.util.Date;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What a person said of a delivery, as the branch says it. */
@ExportedBean(defaultVisibility = 3)
public final class MarkView {

    private final MarkedDelivery marked;

    MarkView(MarkedDelivery marked) {
        this.marked = marked;
    }

    @Exported
    public String getDelivery() {
        return marked.delivery().value();
    }

    /** {@code failed} or {@code hotfix}. */
    @Exported
    public String getMark() {
        return marked.mark().word();
    }

    /** The same in the user's language. */
    public String getText() {
        return marked.mark() == DeliveryMark.Kind.FAILED ? Messages.MarkView_failed() : Messages.MarkView_hotfix();
    }

    @Exported
    public String getAuthor() {
        return ShownText.line(marked.author());
    }

    @Exported
    public Date getAt() {
        return Date.from(marked.at());
    }

    @Exported
    public String getReason() {
        return ShownText.line(marked.reason());
    }
}
