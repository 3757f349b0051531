package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.util.List;
import java.util.Map;

/** Commits of any shape, made on the server by git fast-import. */
public final class FastImport {

    private FastImport() {}

    /** One commit on {@code main} with these file commands. */
    public static Revision onto(BareRepository origin, String changes) {
        return stream(
                origin,
                "commit refs/heads/main\ncommitter A <a@example.com> now\ndata 1\nx\nfrom refs/heads/main^0\n"
                        + changes);
    }

    /** Any commands. Returns what {@code main} points to then. */
    public static Revision stream(BareRepository origin, String commands) {
        DevScript.run(
                        List.of(
                                "git",
                                "--git-dir",
                                origin.folder().toString(),
                                "fast-import",
                                "--quiet",
                                "--force",
                                "--date-format=now"),
                        Map.of(),
                        commands.getBytes(UTF_8))
                .succeeded();
        return new Revision(origin.git("rev-parse", "main").strip());
    }

    /** So many commits on {@code main}, each with its number in one file. */
    public static Revision commits(BareRepository origin, int count) {
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String subject = "Commit " + i;
            commands.append("commit refs/heads/main\ncommitter A <a@example.com> ")
                    .append("now\ndata ")
                    .append(subject.length())
                    .append('\n')
                    .append(subject)
                    .append('\n')
                    .append(i == 0 ? "from refs/heads/main^0\n" : "")
                    .append("M 100644 inline counter\ndata ")
                    .append(Integer.toString(i).length())
                    .append('\n')
                    .append(i)
                    .append('\n');
        }
        return stream(origin, commands.toString());
    }
}
