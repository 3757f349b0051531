package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.AuthorRule;
import io.jenkins.plugins.gitops.engine.notification.receiver.MailReceiver;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Mail to the authors of what is new, and to addresses that are configured; by the settings of the plugin email-ext where that is
 * there, else by those of the mailer plugin ({@link MailSettings}).
 */
public class MailEntry extends ReceiverEntry {

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,250}");

    private boolean authors = true;
    private String domains;
    private String to;

    @DataBoundConstructor
    public MailEntry(String name) {
        super(name);
    }

    /** Whether the authors of what is new get mail. */
    public boolean isAuthors() {
        return authors;
    }

    @DataBoundSetter
    public void setAuthors(boolean authors) {
        this.authors = authors;
    }

    /** The domains of authors that may get mail, separated by commas or spaces; absent for users of Jenkins who may read the job. */
    public String getDomains() {
        return domains;
    }

    @DataBoundSetter
    public void setDomains(String domains) {
        this.domains = Util.fixEmptyAndTrim(domains);
    }

    /** Addresses that get each mail, separated by commas or spaces. */
    public String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(String to) {
        this.to = Util.fixEmptyAndTrim(to);
    }

    @Override
    public Receiver open() {
        return new MailReceiver(
                new MailerSender(),
                MailSettings.get().from(),
                new MailReceiver.Recipients(
                        authors,
                        List.copyOf(EntryChecks.words(to)),
                        domains == null ? new KnownAuthors() : ofDomains()),
                messageLanguage());
    }

    private AuthorRule ofDomains() {
        return AuthorRule.ofDomains(EntryChecks.words(domains).stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()));
    }

    @Override
    public Set<EventKind> usualEvents() {
        return MailReceiver.USUAL_EVENTS;
    }

    @Override
    protected Optional<String> ownProblem() {
        return EntryChecks.optional(domains, MailEntry::domainProblem)
                .or(() -> EntryChecks.optional(to, MailEntry::addressProblem))
                .or(() -> authors || to != null ? Optional.empty() : Optional.of(Messages.MailEntry_nobody()));
    }

    private static Optional<String> domainProblem(String value) {
        return EntryChecks.bounded(value, list -> EntryChecks.words(list).stream()
                .filter(domain -> domain.length() > TextLimits.SHOWN
                        || !DOMAIN.matcher(domain).matches())
                .findFirst()
                .map(domain -> Messages.MailEntry_domain(ShownText.line(domain, TextLimits.SHOWN))));
    }

    private static Optional<String> addressProblem(String value) {
        return EntryChecks.bounded(value, list -> EntryChecks.words(list).stream()
                .filter(address -> !MailReceiver.isAddress(address))
                .findFirst()
                .map(address -> Messages.MailEntry_address(ShownText.line(address, TextLimits.SHOWN))));
    }

    /** Its form. */
    @Extension
    @Symbol("mail")
    public static final class Form extends ReceiverForm {

        public Form() {
            super(MailEntry.class);
        }

        @Override
        public String getDisplayName() {
            return Messages.MailEntry_title();
        }

        @POST
        public FormValidation doCheckDomains(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, MailEntry::domainProblem));
        }

        @POST
        public FormValidation doCheckTo(@QueryParameter String value, @QueryParameter boolean authors) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            MailEntry entry = new MailEntry("");
            entry.setAuthors(authors);
            entry.setTo(value);
            return EntryChecks.validation(entry.ownProblem());
        }
    }
}
