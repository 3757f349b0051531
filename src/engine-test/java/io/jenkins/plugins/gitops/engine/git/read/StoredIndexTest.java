package io.jenkins.plugins.gitops.engine.git.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import org.junit.jupiter.api.Test;

/**
 * The trailer index of an earlier version. It is part of a cache and may be made again, so another format may take its
 * place; but then it has to have another number, and not be misread.
 */
class StoredIndexTest {

    private static final String KEY = "Gitops-Deploy-Id";

    @Test
    void it_is_read() {
        IndexedCommits commits = new IndexFile(StoredFormats.path("index"), "refs/heads/main\n" + KEY)
                .read()
                .orElseThrow();

        assertThat(commits.tip()).isEqualTo(new Revision("9b7a29afd35ca97eb1da08d79862ab39adedf403"));
        assertThat(commits.entries()).hasSize(9).allMatch(IndexedCommits.Entry::onTrunk);
        assertThat(commits.entries())
                .extracting(entry -> entry.commit().author().name())
                .contains("Ann Author", "Olaf Ops");
        assertThat(commits.entries())
                .allSatisfy(entry ->
                        assertThat(entry.commit().message().values(KEY)).hasSize(1));
    }
}
