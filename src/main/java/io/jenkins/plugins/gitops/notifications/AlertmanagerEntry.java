package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.AlertmanagerReceiver;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An Alertmanager, which has an alert for each environment that is in trouble. */
public class AlertmanagerEntry extends HttpReceiverEntry {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final int MOST_HOURS = 366 * 24;

    private String labels;
    private int firingHours = (int) AlertmanagerReceiver.FIRING.toHours();

    @DataBoundConstructor
    public AlertmanagerEntry(String name) {
        super(name);
    }

    /** More labels of each alert: {@code team=shop}, one a line. */
    public String getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(String labels) {
        this.labels = Util.fixEmptyAndTrim(labels);
    }

    /** How long an alert fires that nothing resolves. */
    public int getFiringHours() {
        return firingHours;
    }

    @DataBoundSetter
    public void setFiringHours(int firingHours) {
        this.firingHours = firingHours;
    }

    @Override
    public Receiver open() {
        URI address = address();
        return new AlertmanagerReceiver(
                address,
                ReceiverCredential.optionalLogin(getCredentialsId(), address.toString(), getName()),
                map(),
                Duration.ofHours(firingHours),
                messageLanguage(),
                ReceiverConnection.http(),
                SteadyClock.SYSTEM);
    }

    private Map<String, String> map() {
        Map<String, String> map = new TreeMap<>();
        Util.fixNull(labels)
                .lines()
                .filter(line -> line.indexOf('=') > 0)
                .map(line -> line.split("=", 2))
                .forEach(pair -> map.put(pair[0].strip(), pair[1].strip()));
        return map;
    }

    @Override
    public Set<EventKind> usualEvents() {
        return AlertmanagerReceiver.USUAL_EVENTS;
    }

    @Override
    protected Optional<String> ownProblem() {
        return super.ownProblem()
                .or(() -> EntryChecks.optional(labels, AlertmanagerEntry::problem))
                .or(() -> problem(firingHours));
    }

    private static Optional<String> problem(String labels) {
        return EntryChecks.bounded(
                labels,
                all -> all.lines()
                                .filter(line -> !line.isBlank())
                                .map(line -> line.split("=", 2))
                                .allMatch(pair -> pair.length == 2
                                        && NAME.matcher(pair[0].strip()).matches()
                                        && !pair[1].isBlank())
                        ? Optional.empty()
                        : Optional.of(Messages.AlertmanagerEntry_label()));
    }

    private static Optional<String> problem(int hours) {
        return hours >= 1 && hours <= MOST_HOURS
                ? Optional.empty()
                : Optional.of(Messages.AlertmanagerEntry_firingHours());
    }

    /** Its form. */
    @Extension
    @Symbol("alertmanager")
    public static final class Form extends HttpReceiverForm {

        public Form() {
            super(AlertmanagerEntry.class, ReceiverCredential.LOGIN, true);
        }

        @Override
        public String getDisplayName() {
            return Messages.AlertmanagerEntry_title();
        }

        @POST
        public FormValidation doCheckLabels(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, AlertmanagerEntry::problem));
        }

        @POST
        public FormValidation doCheckFiringHours(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.number(Util.fixNull(value), AlertmanagerEntry::problem));
        }
    }
}
