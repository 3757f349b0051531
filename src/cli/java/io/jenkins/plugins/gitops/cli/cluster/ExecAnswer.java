package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a kubeconfig's program printed: an {@code ExecCredential} with a status.
 *
 * @param expires when it ends; absent means that it counts until the server does not accept it
 */
record ExecAnswer(ClientCredential credential, Optional<Instant> expires) {

    /** @throws GitopsException when it is none; the output is never quoted, as it may be a credential */
    static ExecAnswer parse(byte[] output, ExecProgram program) {
        JsonNode answer = ClusterJson.lenient(output);
        if (!answer.path("kind").asText().equals("ExecCredential")) {
            throw wrong(program, "printed no ExecCredential", "Run it by hand and look at what it prints");
        }
        String version = answer.path("apiVersion").asText();
        if (!version.equals(program.apiVersion())) {
            throw wrong(
                    program,
                    "answered in version '" + ShownText.line(version, TextLimits.SHOWN) + "', and the kubeconfig says "
                            + program.apiVersion(),
                    "Let the cluster's tool write the kubeconfig anew, or update the program");
        }
        JsonNode status = answer.path("status");
        try {
            ClientCredential credential = new ClientCredential(
                    text(status, "token"), text(status, "clientCertificateData"), text(status, "clientKeyData"));
            return new ExecAnswer(
                    credential,
                    text(status, "expirationTimestamp")
                            .map(OffsetDateTime::parse)
                            .map(OffsetDateTime::toInstant));
        } catch (DateTimeException notATime) {
            throw wrong(program, "gave an expirationTimestamp that is no time", "Update the program");
        } catch (GitopsException incomplete) {
            throw wrong(
                    program,
                    "gave no credential that can be used: " + incomplete.getMessage(),
                    "Log in anew with the cluster's tool, and run the program by hand");
        }
    }

    private static Optional<String> text(JsonNode status, String field) {
        return Optional.of(status.path(field).asText()).filter(text -> !text.isEmpty());
    }

    private static GitopsException wrong(ExecProgram program, String problem, String remedy) {
        return new GitopsException("The program " + program.shown() + " " + problem, remedy);
    }
}
