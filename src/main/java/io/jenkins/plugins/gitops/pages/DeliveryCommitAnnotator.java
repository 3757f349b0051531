package io.jenkins.plugins.gitops.pages;

import hudson.Extension;
import hudson.MarkupText;
import hudson.Util;
import hudson.model.Run;
import hudson.scm.ChangeLogAnnotator;
import hudson.scm.ChangeLogSet.Entry;
import io.jenkins.plugins.gitops.deliveries.PushedCommits;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.regex.Pattern;

/**
 * In a build's Changes, shows what this controller's own deliveries committed in the colour of what is less important, with the
 * lines below the subject folded. Jenkins lets nobody leave them out. Of a commit that only claims to be one, nothing is hidden.
 */
@Extension
public final class DeliveryCommitAnnotator extends ChangeLogAnnotator {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    @Override
    public void annotate(Run<?, ?> build, Entry change, MarkupText text) {
        String id = change.getCommitId();
        if (id == null
                || !ID.matcher(id).matches()
                || PushedCommits.get().parent(new Revision(id)).isEmpty()) {
            return;
        }
        String shown = text.getText();
        int subject = shown.indexOf('\n');
        if (subject > 0 && !shown.substring(subject).isBlank()) {
            text.addMarkup(subject + 1, shown.length(), "<details><summary>" + summary() + "</summary>", "</details>");
        }
        text.addMarkup(0, shown.length(), "<span class=\"jenkins-!-text-color-secondary\">", "</span>");
    }

    private static String summary() {
        return Util.escape(Messages.DeliveryCommitAnnotator_trailers());
    }
}
