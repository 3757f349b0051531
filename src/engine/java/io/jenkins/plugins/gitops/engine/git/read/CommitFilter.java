package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.RawCharSequence;
import org.eclipse.jgit.util.RawSubStringPattern;

/** Which commits are people's work: no merges, and none with certain trailers. */
final class CommitFilter {

    private final RevWalk walk;
    private final Collection<String> without;
    private final List<RawSubStringPattern> inMessage;

    /** @param without keys of trailers */
    CommitFilter(RevWalk walk, Collection<String> without) {
        this.walk = walk;
        this.without = without;
        this.inMessage = without.stream().map(RawSubStringPattern::new).toList();
    }

    boolean takes(RevCommit commit) throws IOException {
        return commit.getParentCount() <= 1 && !hasTrailer(commit);
    }

    private boolean hasTrailer(RevCommit commit) throws IOException {
        walk.parseBody(commit);
        byte[] raw = commit.getRawBuffer();
        RawCharSequence text = new RawCharSequence(raw, 0, raw.length);
        if (inMessage.stream().noneMatch(pattern -> pattern.match(text) >= 0)) {
            return false;
        }
        return CommitMessage.parse(commit.getFullMessage()).hasOneOf(without);
    }
}
