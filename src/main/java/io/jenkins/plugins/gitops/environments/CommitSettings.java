package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** How deliveries to an environment write to Git: author, committer, message, images' tags and notes. */
public class CommitSettings extends AbstractDescribableImpl<CommitSettings> {

    private String author;
    private String committer;
    private String message;
    private TagStyle tags = TagStyle.DROP;
    private boolean notes;

    @DataBoundConstructor
    public CommitSettings() {
        // Everything has a default.
    }

    /** {@code Name <address>}; absent for the person who started the build. */
    public String getAuthor() {
        return author;
    }

    @DataBoundSetter
    public void setAuthor(String author) {
        this.author = Util.fixEmptyAndTrim(author);
    }

    /** {@code Name <address>}; absent for the usual one. */
    public String getCommitter() {
        return committer;
    }

    @DataBoundSetter
    public void setCommitter(String committer) {
        this.committer = Util.fixEmptyAndTrim(committer);
    }

    /** A {@link MessageTemplate}; absent for the usual subject. */
    public String getMessage() {
        return message;
    }

    @DataBoundSetter
    public void setMessage(String message) {
        this.message = Util.fixEmptyAndTrim(message);
    }

    public TagStyle getTags() {
        return tags == null ? TagStyle.DROP : tags;
    }

    @DataBoundSetter
    public void setTags(TagStyle tags) {
        this.tags = tags;
    }

    /** Whether results are written as notes at the commits. */
    public boolean isNotes() {
        return notes;
    }

    @DataBoundSetter
    public void setNotes(boolean notes) {
        this.notes = notes;
    }

    /** The author of every commit; empty when it is the person who started the build. */
    public Optional<GitIdentity> fixedAuthor() {
        return Optional.ofNullable(author).map(GitIdentity::parse);
    }

    /** The same as the engine's type. */
    public CommitFormat style() {
        return new CommitFormat(
                committer == null ? CommitFormat.COMMITTER : GitIdentity.parse(committer),
                Optional.ofNullable(message).map(MessageTemplate::new),
                notes);
    }

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    Optional<String> problem() {
        return EntryChecks.optional(author, EntryChecks::person)
                .or(() -> EntryChecks.optional(committer, EntryChecks::person))
                .or(() -> EntryChecks.optional(message, EntryChecks::message));
    }

    @Extension
    public static class DescriptorImpl extends Descriptor<CommitSettings> {
        @Override
        public String getDisplayName() {
            return Messages.CommitSettings_title();
        }

        @POST
        public FormValidation doCheckAuthor(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::person));
        }

        @POST
        public FormValidation doCheckCommitter(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::person));
        }

        @POST
        public FormValidation doCheckMessage(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::message));
        }
    }
}
