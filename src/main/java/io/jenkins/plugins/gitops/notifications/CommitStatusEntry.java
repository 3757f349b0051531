package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.CommitStatusReceiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.GitHost;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.NamePatterns;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The status of the commit that was built, at the host of its repository. */
public class CommitStatusEntry extends HttpReceiverEntry {

    private GitHost host = GitHost.GITHUB;
    private String repositories;

    @DataBoundConstructor
    public CommitStatusEntry(String name) {
        super(name);
    }

    public GitHost getHost() {
        return host == null ? GitHost.GITHUB : host;
    }

    @DataBoundSetter
    public void setHost(GitHost host) {
        this.host = host;
    }

    /** Paths of repositories at the host, one a line, with the patterns of {@link NamePatterns}; absent for all. */
    public String getRepositories() {
        return repositories;
    }

    @DataBoundSetter
    public void setRepositories(String repositories) {
        this.repositories = Util.fixEmptyAndTrim(repositories);
    }

    @Override
    protected Optional<String> usualUrl() {
        return getHost() == GitHost.GITHUB ? Optional.of("https://api.github.com/") : Optional.empty();
    }

    @Override
    public Receiver open() {
        NamePatterns allowed = NamePatterns.of(repositories);
        return new CommitStatusReceiver(
                getHost(),
                address(),
                secret(),
                messageLanguage(),
                ReceiverConnection.http(),
                path -> repositories == null || allowed.allow(path));
    }

    @Override
    public Set<EventKind> usualEvents() {
        return CommitStatusReceiver.USUAL_EVENTS;
    }

    @Override
    protected Optional<String> ownProblem() {
        return addressText() == null
                ? Optional.of(Messages.CommitStatusEntry_noUrl())
                : super.ownProblem().or(() -> EntryChecks.optional(repositories, EntryChecks::patterns));
    }

    /** Its form. */
    @Extension
    @Symbol("commitStatus")
    public static final class Form extends HttpReceiverForm {

        public Form() {
            super(CommitStatusEntry.class, ReceiverCredential.SECRET_TEXT, false);
        }

        @Override
        public String getDisplayName() {
            return Messages.CommitStatusEntry_title();
        }

        @POST
        public ListBoxModel doFillHostItems() {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            ListBoxModel choice = new ListBoxModel();
            choice.add("GitHub", GitHost.GITHUB.name());
            choice.add("GitLab", GitHost.GITLAB.name());
            choice.add("Gitea, Forgejo", GitHost.GITEA.name());
            return choice;
        }

        @POST
        public FormValidation doCheckRepositories(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::patterns));
        }

        /** Only GitHub's is known. */
        @POST
        public FormValidation doCheckHost(@QueryParameter String value, @QueryParameter String url) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return GitHost.GITHUB.name().equals(value) || Util.fixEmptyAndTrim(url) != null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.CommitStatusEntry_noUrl());
        }
    }
}
