package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One image, set by digest in one of 20,000 files, committed and pushed over HTTP. Ours is a delivery's write-back in a
 * running JVM with a warm cache. Theirs is what pipelines do today, a shallow clone with a work tree; or the best that git's
 * command line can do: a bare repository that is kept, without blobs, and trees made by hand.
 */
public final class WritebackBench {

    private static final int FILES = 20_000;
    private static final int WARM_UPS = 5;

    private static final String CLONE =
            """
            set -e
            rm -rf "$FOLDER/work"
            git clone -q --depth 1 "$URL" "$FOLDER/work"
            cd "$FOLDER/work"
            sed -i "s#image: .*#image: $IMAGE#" "$FILE"
            git commit -q -a -m "Deploy"
            git push -q origin HEAD:main
            """;

    /** The folders on the way to the file are two. */
    private static final String PLUMBING =
            """
            set -e
            cd "$FOLDER/kept.git"
            git fetch -q --depth 1 --filter=blob:none "$URL" main
            tip=$(git rev-parse FETCH_HEAD)
            blob=$(git cat-file blob "$tip:$FILE" | sed "s#image: .*#image: $IMAGE#" | git hash-object -w --stdin)
            tree=$(printf '100644 blob %s\\tdeployment.yaml\\n' "$blob" | git mktree)
            tree=$(git ls-tree "$tip:apps" | sed "s#tree .*\\tapp-00\\$#tree $tree\\tapp-00#" | git mktree)
            tree=$(git ls-tree "$tip" | sed "s#tree .*\\tapps\\$#tree $tree\\tapps#" | git mktree --missing)
            commit=$(git commit-tree -p "$tip" -m "Deploy" "$tree")
            git push -q "$URL" "$commit:refs/heads/main"
            """;

    private final BareRepository origin = Monorepo.of(FILES, 50);
    private final Path folder;
    private final String script;

    private WritebackBench(Path folder, String script) {
        this.folder = folder;
        this.script = script;
    }

    public static void main(String[] arguments) {
        boolean plumbing = arguments[0].equals("plumbing");
        Pairs.main(folder -> {
            double ratio = new WritebackBench(folder, plumbing ? PLUMBING : CLONE).run(plumbing);
            System.out.printf("%s ratio=%.3f%n", plumbing ? "writeback-plumbing" : "writeback", ratio);
        });
    }

    private double run(boolean plumbing) {
        git("git init -q --bare \"$FOLDER/kept.git\"");
        int begun = commits();
        for (int i = 0; i < WARM_UPS; i++) {
            ours();
        }
        theirs();
        if (commits() != begun + WARM_UPS + 1) {
            throw new IllegalStateException("Not every deploy is one commit");
        }
        return Pairs.compare(plumbing ? "git plumbing" : "git clone, commit, push", this::ours, this::theirs);
    }

    private int ours() {
        try (RemoteBranch branch = RemoteBranch.open(
                folder.resolve("caches"),
                new GitRemote(origin.url(), "main"),
                new GitCredentials.UsernamePassword(origin.username(), origin.password()),
                Duration.ofMinutes(1))) {
            String id = UUID.randomUUID().toString();
            return new WriteBack(branch, Monorepo.path(0), Monorepo.image(0, id), id).untilIn();
        }
    }

    private int theirs() {
        git(script);
        return 1;
    }

    private void git(String commands) {
        DevScript.run(
                        List.of("bash", "-c", commands),
                        Map.of(
                                "FOLDER", folder.toString(),
                                "URL", Pairs.withPassword(origin),
                                "FILE", Monorepo.path(0),
                                "IMAGE",
                                        Monorepo.image(0, UUID.randomUUID().toString())
                                                .toString(),
                                "GIT_CONFIG_GLOBAL", "/dev/null",
                                "GIT_AUTHOR_NAME", "Ann Author",
                                "GIT_AUTHOR_EMAIL", "ann@example.org",
                                "GIT_COMMITTER_NAME", "Ann Author",
                                "GIT_COMMITTER_EMAIL", "ann@example.org"),
                        new byte[0])
                .succeeded();
    }

    private int commits() {
        return Integer.parseInt(origin.git("rev-list", "--count", "main").strip());
    }
}
