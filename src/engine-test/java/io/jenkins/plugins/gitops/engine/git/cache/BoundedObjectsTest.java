package io.jenkins.plugins.gitops.engine.git.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of commits that somebody made larger than any is: all that a walk through the history needs. */
class BoundedObjectsTest {

    private static final String COMMITTER = "committer Mal <mal@example.org> 1700000000 +0000\n";
    private static final String PEOPLE = "author Mal <mal@example.org> 1700000000 +0000\n" + COMMITTER;

    @TempDir
    private Path folder;

    private Repository repository;

    @BeforeEach
    void create() throws IOException {
        repository = new IsolatedRepository(folder.resolve("cache.git").toFile());
        repository.create(true);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @Test
    void the_last_of_very_many_parents_is_one() throws IOException {
        ObjectId real = commit(PEOPLE + "\nReal\n");
        ObjectId junk = commit(PEOPLE + "\nJunk\n");
        ObjectId merge = commit(parents(junk, 22_000) + parents(real, 1) + PEOPLE + "\nMerge\n");

        RevCommit parsed = parse(merge);

        assertThat(parsed.getParentCount()).isEqualTo(22_001);
        assertThat(parsed.getParent(22_000)).isEqualTo(real);
        assertThat(parsed.getCommitterIdent().getName()).isEqualTo("Mal");
        assertThat(parsed.getCommitTime()).isEqualTo(1_700_000_000);
        assertThat(merged(real, merge)).isTrue();
    }

    /** JGit goes by the length of these lines: an empty one among them ends nothing. */
    @Test
    void parents_that_do_not_look_like_any_are_kept_as_they_are_read() throws IOException {
        ObjectId real = commit(PEOPLE + "\nReal\n");
        String odd = "p\n\n    " + real.name() + "\n";
        ObjectId merge = commit(odd.repeat(22_000) + parents(real, 1) + PEOPLE + "\nMerge\n");

        assertThat(parse(merge).getParentCount()).isEqualTo(22_001);
    }

    @Test
    void an_author_of_two_megabytes_does_not_hide_the_committer() throws IOException {
        ObjectId real = commit(PEOPLE + "\nReal\n");
        ObjectId large = commit(parents(real, 1) + "author " + "M".repeat(2_000_000)
                + " <mal@example.org> 1700000000 +0000\n" + COMMITTER + "\nLarge\n");

        assertThat(parse(large).getCommitTime()).isEqualTo(1_700_000_000);
        assertThat(merged(real, large)).isTrue();
    }

    @Test
    void what_follows_the_committer_is_left_out() throws IOException {
        ObjectId real = commit(PEOPLE + "\nReal\n");
        ObjectId signed = commit(parents(real, 1) + PEOPLE + "gpgsig a\n" + " b\n".repeat(1_000_000) + "\nSigned\n");
        ObjectId told = commit(parents(real, 1) + PEOPLE + "\nTold\n" + "b\n".repeat(1_000_000));

        assertThat(parse(signed).getFullMessage()).isEmpty();
        assertThat(parse(told).getFullMessage()).startsWith("Told\nb\n");
        try (RevWalk walk = new RevWalk(repository)) {
            assertThat(walk.getObjectReader().open(told).getCachedBytes()).hasSize(TextLimits.COMMIT_BYTES);
        }
        assertThat(merged(real, signed)).isTrue();
    }

    @Test
    void more_parents_than_belong_into_memory_are_an_error_that_names_the_commit() throws IOException {
        ObjectId real = commit(PEOPLE + "\nReal\n");
        ObjectId merge = commit(parents(real, 360_000) + PEOPLE + "\nMerge\n");

        assertThatThrownBy(() -> parse(merge))
                .isInstanceOf(GitopsException.class)
                .hasMessage(
                        "Commit " + merge.name() + " has more than 16777216 bytes of parents, author and committer");
    }

    private static String parents(ObjectId parent, int count) {
        return ("parent " + parent.name() + "\n").repeat(count);
    }

    private ObjectId commit(String afterTree) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = inserter.insert(Constants.OBJ_TREE, new byte[0]);
            ObjectId commit =
                    inserter.insert(Constants.OBJ_COMMIT, ("tree " + tree.name() + "\n" + afterTree).getBytes(UTF_8));
            inserter.flush();
            return commit;
        }
    }

    private RevCommit parse(ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(commit);
        }
    }

    private boolean merged(ObjectId ancestor, ObjectId tip) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(tip));
        }
    }
}
