package io.jenkins.plugins.gitops.environments;

import hudson.ExtensionPoint;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Who is told what happens, as an administrator configures it: what is the same of all receivers. Each kind is a class of its own
 * with a descriptor, also of other plugins. It holds no secret, but the ids of credentials.
 */
public abstract class ReceiverEntry extends AbstractDescribableImpl<ReceiverEntry> implements ExtensionPoint {

    private final String name;
    private String environments;
    private String jobs;
    private String applications;
    private String events;
    private String language;

    /** @param name a DNS label; under another name it is another receiver, which does not get what waits */
    protected ReceiverEntry(String name) {
        this.name = Util.fixNull(name).trim();
    }

    /**
     * Opens it for one try to tell something, with the credentials as they are now. Called often, so it asks no server.
     *
     * @throws GitopsException when a credential is gone, or an address cannot be used: the event then waits and is tried again
     */
    public abstract Receiver open();

    /** What it is told where nothing is configured. */
    public Set<EventKind> usualEvents() {
        return EventKind.NEEDING_PEOPLE;
    }

    /** What is wrong with the fields that this kind has beside those of all; empty when nothing is. */
    protected Optional<String> ownProblem() {
        return Optional.empty();
    }

    /**
     * What is wrong with where it leads; empty when nothing is. Asked when a person saves the form, and not when Jenkins loads its
     * configuration: it may look up names.
     */
    protected Optional<String> reachProblem() {
        return Optional.empty();
    }

    public final String getName() {
        return name;
    }

    /** Names, separated by commas or spaces; absent for all. */
    public final String getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    public final void setEnvironments(String environments) {
        this.environments = Util.fixEmptyAndTrim(environments);
    }

    /** Full names of jobs, one a line, with the patterns of environments ({@link NamePatterns}); absent for all. */
    public final String getJobs() {
        return jobs;
    }

    @DataBoundSetter
    public final void setJobs(String jobs) {
        this.jobs = Util.fixEmptyAndTrim(jobs);
    }

    /** Names, separated by commas or spaces; absent for all. */
    public final String getApplications() {
        return applications;
    }

    @DataBoundSetter
    public final void setApplications(String applications) {
        this.applications = Util.fixEmptyAndTrim(applications);
    }

    /** Words of {@link EventKind}, separated by commas or spaces; absent for the usual ones. */
    public final String getEvents() {
        return events;
    }

    @DataBoundSetter
    public final void setEvents(String events) {
        this.events = Util.fixEmptyAndTrim(events);
    }

    /** A word of {@link MessageLanguage}. */
    public final String getLanguage() {
        return language == null ? MessageLanguage.ENGLISH.word() : language;
    }

    @DataBoundSetter
    public final void setLanguage(String language) {
        this.language = Util.fixEmptyAndTrim(language);
    }

    /** English where a stored one is not known. */
    public final MessageLanguage messageLanguage() {
        return MessageLanguage.named(getLanguage()).orElse(MessageLanguage.ENGLISH);
    }

    /** Whether it is told what happens to deliveries of a job. */
    public final boolean isToldOf(String job) {
        return jobs == null || NamePatterns.of(jobs).allow(job);
    }

    /**
     * As the outbox takes it.
     *
     * @param receiver what sends, which may open this one each time
     * @throws GitopsException when the stored name or an event is none
     */
    public final Subscription subscription(Receiver receiver) {
        Set<EventKind> kinds = EntryChecks.words(events).stream()
                .map(word -> EventKind.named(word)
                        .orElseThrow(() -> new GitopsException(
                                "The receiver '" + name + "' names an event that is not known",
                                "Correct it at Manage Jenkins > System > GitOps")))
                .collect(Collectors.toSet());
        return new Subscription(
                name,
                receiver,
                EntryChecks.words(environments),
                EntryChecks.words(applications),
                kinds.isEmpty() ? usualEvents() : kinds);
    }

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    final Optional<String> problem() {
        return EntryChecks.name(name)
                .or(() -> EntryChecks.optional(environments, EntryChecks::names))
                .or(() -> EntryChecks.optional(jobs, EntryChecks::patterns))
                .or(() -> EntryChecks.optional(applications, EntryChecks::names))
                .or(() -> EntryChecks.optional(events, EntryChecks::events))
                .or(() -> EntryChecks.optional(language, EntryChecks::language))
                .or(this::ownProblem)
                .map(text -> Messages.ReceiverEntry_problem(name, text));
    }

    /** As above, of what is valid by itself. */
    final Optional<String> problemOfReach() {
        return reachProblem().map(text -> Messages.ReceiverEntry_problem(name, text));
    }
}
