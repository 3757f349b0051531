package io.jenkins.plugins.gitops.engine.parts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real Git server on loopback, over HTTP: anyone may read, a push needs the password. */
public final class GitServer {

    private static GitServer shared;

    private final DevScript script;
    private final String url;
    private final String username;
    private final String password;

    private GitServer() {
        this.script = new DevScript("git-server", DevScript.sharedState());
        Map<String, String> published = script.start();
        this.url = published.get("GIT_URL");
        this.username = published.get("GIT_USERNAME");
        this.password = published.get("GIT_PASSWORD");
    }

    /**
     * A bare repository on the server.
     *
     * @param url without user and password
     * @param folder the repository itself, for hooks, and to read it without the server
     */
    public record BareRepository(String url, String username, String password, Path folder) {

        /** Runs git in the bare repository. */
        public String git(String... arguments) {
            return DevScript.run(command(arguments)).succeeded();
        }

        private List<String> command(String... arguments) {
            List<String> command = new ArrayList<>(List.of("git", "--git-dir", folder.toString()));
            command.addAll(List.of(arguments));
            return command;
        }

        /** Commits files, by path, on top of a branch, as another person's push would. Returns the commit's id. */
        public String commit(String branch, String message, Map<String, String> files) {
            return commit(branch, message, files, List.of());
        }

        /** As above, of a person: {@code Ada <ada@example.org>}. */
        public String commitOf(String person, String branch, String message, Map<String, String> files) {
            return commit(person, branch, message, files, List.of());
        }

        /** As the first, and without these files. */
        public String commit(String branch, String message, Map<String, String> files, List<String> deleted) {
            return commit("Someone <someone@example.com>", branch, message, files, deleted);
        }

        private String commit(
                String person, String branch, String message, Map<String, String> files, List<String> deleted) {
            boolean exists = DevScript.run(command("rev-parse", "--verify", "-q", "refs/heads/" + branch))
                            .exitCode()
                    == 0;
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            write(stream, "commit refs/heads/" + branch + "\ncommitter " + person + " now\n");
            data(stream, message);
            if (exists) {
                write(stream, "from refs/heads/" + branch + "^0\n");
            }
            files.forEach((path, content) -> {
                write(stream, "M 100644 inline " + path + "\n");
                data(stream, content);
            });
            deleted.forEach(path -> write(stream, "D " + path + "\n"));
            DevScript.run(command("fast-import", "--quiet", "--date-format=now"), Map.of(), stream.toByteArray())
                    .succeeded();
            return git("rev-parse", "refs/heads/" + branch).strip();
        }

        private static void data(ByteArrayOutputStream stream, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            write(stream, "data " + bytes.length + "\n");
            stream.writeBytes(bytes);
            write(stream, "\n");
        }

        private static void write(ByteArrayOutputStream stream, String text) {
            stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The one of this JVM, started at the first call. */
    public static synchronized GitServer shared() {
        if (shared == null) {
            shared = new GitServer();
        }
        return shared;
    }

    /** The URL of the folder of repositories. */
    public String url() {
        return url;
    }

    /** A new repository with one commit of these files on {@code main}; without files it stays empty. */
    public BareRepository createRepository(Map<String, String> files) {
        String name = "repository-" + UUID.randomUUID().toString().substring(0, 8);
        String created = script.call("create", name).succeeded().strip();
        Path folder = script.state().resolve("git-server/repositories/" + name + ".git");
        BareRepository repository = new BareRepository(created, username, password, folder);
        if (!files.isEmpty()) {
            repository.commit("main", "Begin", files);
        }
        return repository;
    }
}
