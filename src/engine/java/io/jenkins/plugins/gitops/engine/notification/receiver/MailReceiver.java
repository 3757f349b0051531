package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.Sha256;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Mail to the authors of what is new: of the commits that are in this delivery and not in the last healthy one, and to addresses
 * that are configured. Addresses of commits are claims, so a rule says which of them get one. When the same fails again, only those
 * authors get a mail who have not had one.
 */
public final class MailReceiver implements Receiver {

    /** What it is told where its configuration does not say. */
    public static final Set<EventKind> USUAL_EVENTS =
            Set.of(EventKind.FAILED, EventKind.ROLLED_BACK, EventKind.HELD, EventKind.RECOVERED, EventKind.DRIFT);

    /** More authors than that are a merge of something else. */
    public static final int MOST_RECIPIENTS = 20;

    /** Of more authors who had a mail for the same cause the first are forgotten, and may get another one. */
    static final int MOST_REMEMBERED = ReceiverMemory.LONGEST / MailReceiver.MARK_LENGTH;

    private static final int MARK_BYTES = 3;
    private static final int MARK_LENGTH = 4;
    private static final int LONGEST_ADDRESS = 254;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}");
    private static final String NOBODY_READS = "@users.noreply.github.com";

    private final MailSender sender;
    private final String from;
    private final Recipients recipients;
    private final MessageLanguage language;

    /**
     * Who gets it.
     *
     * @param authors whether the authors do
     * @param always addresses that do in any case
     * @param rule which authors may
     */
    public record Recipients(boolean authors, List<String> always, AuthorRule rule) {
        public Recipients {
            always = List.copyOf(always);
        }
    }

    /** @param from who the mail is from: an address, or {@code Name <address>} */
    public MailReceiver(MailSender sender, String from, Recipients recipients, MessageLanguage language) {
        this.sender = sender;
        this.from = from;
        this.recipients = recipients;
        this.language = language;
    }

    /** Whether a text is an address that mail may go to: its parts neither begin nor end with a dot, and have no two together. */
    public static boolean isAddress(String text) {
        return text.length() <= LONGEST_ADDRESS
                && ADDRESS.matcher(text).matches()
                && !text.startsWith(".")
                && !text.contains("..")
                && !text.contains(".@")
                && !text.endsWith(".");
    }

    @Override
    public Set<EventKind> usualEvents() {
        return USUAL_EVENTS;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        NotificationEvent event = notification.event();
        Set<String> authors = recipients.authors() ? authors(event) : Set.of();
        String key =
                "mailed:" + event.target().application() + "/" + event.target().environment();
        Set<String> had = notification.repeat() ? marks(memory.get(key).orElse("")) : Set.of();
        Set<String> to = new LinkedHashSet<>(notification.repeat() ? List.of() : recipients.always());
        authors.stream().filter(author -> !had.contains(mark(author))).forEach(to::add);
        if (to.isEmpty()) {
            return new SendResult.Skipped("there is nobody to write to");
        }
        SendResult sent = sender.send(mail(event, to));
        if (sent instanceof SendResult.Sent && event.kind().isTrouble()) {
            List<String> all = new ArrayList<>(had);
            authors.stream()
                    .map(MailReceiver::mark)
                    .filter(each -> !had.contains(each))
                    .forEach(all::add);
            memory.put(key, String.join("", all.subList(Math.max(0, all.size() - MOST_REMEMBERED), all.size())));
        }
        return sent;
    }

    /** What is remembered of an address: 24 bits of its hash. That two have the same costs one of thousands a repeated mail. */
    private static String mark(String address) {
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(Sha256.of(address), MARK_BYTES));
    }

    private static Set<String> marks(String remembered) {
        Set<String> marks = new LinkedHashSet<>();
        for (int i = 0; i + MARK_LENGTH <= remembered.length(); i += MARK_LENGTH) {
            marks.add(remembered.substring(i, i + MARK_LENGTH));
        }
        return marks;
    }

    private Mail mail(NotificationEvent event, Set<String> to) {
        NotificationText text = NotificationText.of(event, language);
        return new Mail(
                "<" + event.id() + "@gitops>",
                "<" + event.subject() + "@gitops>",
                from,
                new ArrayList<>(to),
                "[gitops] " + text.title(),
                text.plain());
    }

    /** In lower case, each once, in the order of the newest commits. */
    private Set<String> authors(NotificationEvent event) {
        Predicate<String> mayHear = recipients.rule().mayHearOf(event);
        Set<String> found = new LinkedHashSet<>();
        for (DeliveredCommit commit : event.commits()) {
            GitIdentity author = commit.author();
            String address = author.email().strip().toLowerCase(Locale.ROOT);
            if (found.size() < MOST_RECIPIENTS
                    && isAddress(address)
                    && !address.endsWith(NOBODY_READS)
                    && mayHear.test(address)) {
                found.add(address);
            }
        }
        return found;
    }
}
