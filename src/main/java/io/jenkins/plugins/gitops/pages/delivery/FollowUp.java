package io.jenkins.plugins.gitops.pages.delivery;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.notification.DeliveryEvents;
import io.jenkins.plugins.gitops.engine.notification.FailedObject;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.NextStep;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.SinceHealthy;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What leads back to Git from a delivery that has ended: what failed, whose commits are in it, and what to do now. It is what a
 * notification of that end says, in the same words, out of the record alone.
 */
@ExportedBean(defaultVisibility = 4)
public final class FollowUp {

    private final DeployRecord record;
    private final NotificationEvent event;
    private final CommitLinks links;
    private final MessageLanguage language;

    private FollowUp(DeployRecord record, CommitLinks links) {
        this.record = record;
        this.event = DeliveryEvents.ended(record, SinceHealthy.UNKNOWN);
        this.links = links;
        this.language =
                MessageLanguage.named(LocaleProvider.getLocale().getLanguage()).orElse(MessageLanguage.ENGLISH);
    }

    /** Empty while it runs. */
    static Optional<FollowUp> of(DeployRecord record, CommitLinks links) {
        return record.ending().map(ended -> new FollowUp(record, links));
    }

    private NotificationText text() {
        return NotificationText.of(event, language);
    }

    private Optional<FailedObject> failed() {
        return event.failure().flatMap(NotificationEvent.Failure::object);
    }

    /** Kind, namespace and name of what failed first; null where no object is known to have failed. */
    @Exported
    public String getFailedObject() {
        return failed().map(FailedObject::name).orElse(null);
    }

    /** One word, as Kubernetes has it; empty where there is none. */
    @Exported
    public String getCause() {
        return failed().map(FailedObject::cause).orElse("");
    }

    /** The end of the log of its container, oldest first; masked. */
    @Exported
    public List<String> getLog() {
        return failed().map(FailedObject::log).orElse(List.of());
    }

    public String getLogText() {
        return String.join("\n", getLog());
    }

    public String getFailedTitle() {
        return NotificationText.failedTitle(language);
    }

    public String getLogTitle() {
        return NotificationText.logTitle(language);
    }

    /** A heading of a page has no colon, in neither language. */
    private static String heading(String title) {
        return title.endsWith(":") || title.endsWith("\uff1a") ? title.substring(0, title.length() - 1) : title;
    }

    /** What people committed since the last healthy delivery, newest first. */
    @Exported
    public List<Commit> getCommits() {
        return event.commits().stream().map(Commit::new).toList();
    }

    /** Whether there were more. */
    @Exported
    public boolean isMoreCommits() {
        return event.moreCommits();
    }

    /** Empty where there are none. */
    public String getCommitsTitle() {
        return heading(text().commitsTitle());
    }

    /** How many more there were; empty where there were none. */
    public String getMoreText() {
        return record.brought()
                .map(brought -> NotificationText.more(brought, language))
                .orElse("");
    }

    /** What to do now, as words that programs know, the likeliest first: {@code mend}, {@code roll-back}. */
    @Exported
    public List<String> getNext() {
        return event.next().stream().map(NextStep::word).toList();
    }

    public String getNextTitle() {
        return heading(text().nextTitle());
    }

    public List<String> getSteps() {
        return text().next();
    }

    /** Whether it may be gone back from: then people look for where to. */
    public boolean isWayBack() {
        return event.next().contains(NextStep.ROLL_BACK);
    }

    /** The query of the list of its application's deliveries to its environment. */
    public String getAlike() {
        return "?application=" + Util.rawEncode(event.target().application()) + "&environment="
                + Util.rawEncode(event.target().environment());
    }

    public String getAlikeTitle() {
        return NotificationText.deliveriesOf(event.target(), language);
    }

    /** A commit of a person, as that person wrote it. */
    @ExportedBean(defaultVisibility = 5)
    public final class Commit {

        private final DeliveredCommit commit;

        Commit(DeliveredCommit commit) {
            this.commit = commit;
        }

        @Exported
        public String getId() {
            return commit.revision().id();
        }

        /** With a link, where its repository's address is known. */
        public CommitView getView() {
            return links.view(record.request().remote().url(), commit.revision());
        }

        @Exported
        public String getSubject() {
            return commit.subject();
        }

        @Exported
        public String getAuthor() {
            return ShownText.line(commit.author().name());
        }

        /** By the committer's clock. */
        @Exported
        public Date getCommitted() {
            return Date.from(commit.committed());
        }

        public String getAgeText() {
            return Util.getTimeSpanString(
                    Math.max(0, SteadyClock.SYSTEM.millis() - commit.committed().toEpochMilli()));
        }
    }
}
