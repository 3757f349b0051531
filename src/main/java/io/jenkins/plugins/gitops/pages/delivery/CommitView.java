package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.git.object.Revision;

/** A commit on a page: a link where one is known. */
public final class CommitView {

    private final Revision revision;
    private final String repository;
    private final String link;

    CommitView(Revision revision, String repository, String link) {
        this.revision = revision;
        this.repository = repository;
        this.link = link;
    }

    public String getId() {
        return revision.id();
    }

    public String getAbbreviated() {
        return revision.abbreviated();
    }

    public String getRepository() {
        return repository;
    }

    /** An http or https address, or null. */
    public String getLink() {
        return link;
    }
}
