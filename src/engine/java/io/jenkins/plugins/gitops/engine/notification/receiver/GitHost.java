package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** How the hosts of repositories take the status of a commit. */
public enum GitHost {
    /** GitHub, and GitHub Enterprise with the address {@code https://HOST/api/v3/}. */
    GITHUB("Authorization", "Bearer ", "context") {
        @Override
        String path(String repository, String commit) {
            return "repos/" + repository + "/statuses/" + commit;
        }
    },
    /** GitLab, with the address {@code https://HOST/api/v4/}. */
    GITLAB("PRIVATE-TOKEN", "", "name") {
        @Override
        String path(String repository, String commit) {
            return "projects/" + URLEncoder.encode(repository, StandardCharsets.UTF_8) + "/statuses/" + commit;
        }
    },
    /** Gitea and Forgejo, with the address {@code https://HOST/api/v1/}. */
    GITEA("Authorization", "token ", "context") {
        @Override
        String path(String repository, String commit) {
            return "repos/" + repository + "/statuses/" + commit;
        }
    };

    private static final Map<CommitState, String> GITLAB_WORDS =
            Map.of(CommitState.PENDING, "running", CommitState.SUCCESS, "success", CommitState.FAILURE, "failed");

    private final String header;
    private final String before;
    private final String nameField;

    GitHost(String header, String before, String nameField) {
        this.header = header;
        this.before = before;
        this.nameField = nameField;
    }

    /** How a commit is. */
    enum CommitState {
        PENDING,
        SUCCESS,
        FAILURE
    }

    /** @param repository its path at the host, {@code team/shop} */
    abstract String path(String repository, String commit);

    ReceiverHttp.Post post(URI api, String path, ObjectNode status, ReceiverSecret token) {
        return new ReceiverHttp.Post(api, path, ReceiverJson.bytes(status)).secret(header, before, token);
    }

    /** @param name of the status: a newer one of the same name takes its place */
    ObjectNode status(CommitState state, String name) {
        String word = this == GITLAB ? GITLAB_WORDS.get(state) : state.name().toLowerCase(Locale.ROOT);
        return ReceiverJson.object().put("state", word).put(nameField, name);
    }
}
