package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Credentials of a kubeconfig's program: kept until they expire, or until the server does not accept them, as client-go does
 * ({@code plugin/pkg/client/auth/exec}).
 */
final class ExecCredentials implements CredentialSource {

    /** So long before its end a credential counts as ended: a request is not sent with one that ends on the way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);
    /** A program that gave a credential so short ago would give the same again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ExecRun run;
    private final String shown;
    private final SteadyClock clock;
    private ExecAnswer answer;
    private Instant at = Instant.EPOCH;

    /** @param kubeconfig a command with a relative path is meant from its folder */
    ExecCredentials(ExecProgram program, Path kubeconfig, PrintWriter err) {
        this(program, kubeconfig, err, SteadyClock.SYSTEM);
    }

    ExecCredentials(ExecProgram program, Path kubeconfig, PrintWriter err, SteadyClock clock) {
        this.run = new ExecRun(program, kubeconfig, err);
        this.shown = program.shown();
        this.clock = clock;
    }

    @Override
    public synchronized ClientCredential current() {
        if (answer == null || ended()) {
            Instant begin = clock.start();
            answer = run.answer();
            at = begin;
        }
        return answer.credential();
    }

    private boolean ended() {
        return answer.expires()
                        .filter(end -> !clock.instant().isBefore(end.minus(MARGIN)))
                        .isPresent()
                && clock.since(at).compareTo(MARGIN) > 0;
    }

    @Override
    public synchronized boolean rejected(ClientCredential credential) {
        if (answer == null || !credential.equals(answer.credential())) {
            return true;
        }
        if (clock.since(at).compareTo(PAUSE) < 0) {
            return false;
        }
        answer = null;
        return true;
    }

    @Override
    public String toString() {
        return "program " + shown;
    }
}
