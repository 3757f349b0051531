package io.jenkins.plugins.gitops.pages.delivery;

import hudson.model.Job;
import hudson.plugins.git.GitChangeSet;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.browser.GitRepositoryBrowser;
import hudson.scm.SCM;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.triggers.SCMTriggerItem;

/**
 * Links to the web page of a commit: in the repository browser that the job's checkout has, otherwise at hosts whose addresses
 * are known. Makes no network request.
 */
public final class CommitLinks {

    private static final Logger LOGGER = Logger.getLogger(CommitLinks.class.getName());
    private static final String ANY_BRANCH = "main";

    private final Map<String, GitRepositoryBrowser> browsers = new HashMap<>();

    private CommitLinks() {}

    public static CommitLinks of(Job<?, ?> job) {
        CommitLinks links = new CommitLinks();
        SCMTriggerItem item = SCMTriggerItem.SCMTriggerItems.asSCMTriggerItem(job);
        if (item != null) {
            item.getSCMs().forEach(links::addBrowsers);
        }
        return links;
    }

    private void addBrowsers(SCM scm) {
        if (scm instanceof GitSCM git && git.getEffectiveBrowser() instanceof GitRepositoryBrowser browser) {
            git.getRepositories().stream()
                    .flatMap(repository -> repository.getURIs().stream())
                    .forEach(uri -> key(uri.toString()).ifPresent(key -> browsers.put(key, browser)));
        }
    }

    public CommitView view(String repository, Revision revision) {
        return new CommitView(revision, repository, link(repository, revision).orElse(null));
    }

    /** An {@code http} or {@code https} address; empty when none is known. */
    Optional<String> link(String repository, Revision revision) {
        return key(repository).flatMap(key -> Optional.ofNullable(browsers.get(key))
                .flatMap(browser -> inBrowser(browser, revision))
                .or(() -> CommitUrlHost.commit(key, revision)));
    }

    private static Optional<String> inBrowser(GitRepositoryBrowser browser, Revision revision) {
        try {
            URL link = browser.getChangeSetLink(new GitChangeSet(List.of("commit " + revision), true));
            return Optional.ofNullable(link)
                    .filter(found -> found.getProtocol().matches("https?"))
                    .map(URL::toString);
        } catch (IOException | RuntimeException e) {
            // A browser's address is typed by people; a page without a link is better than no page.
            LOGGER.log(Level.FINE, e, () -> "No link from " + browser.getRepoUrl());
            return Optional.empty();
        }
    }

    private static Optional<String> key(String url) {
        try {
            return Optional.of(new GitRemote(url, ANY_BRANCH).key());
        } catch (GitopsException notOneThatDeliveriesUse) {
            return Optional.empty();
        }
    }
}
