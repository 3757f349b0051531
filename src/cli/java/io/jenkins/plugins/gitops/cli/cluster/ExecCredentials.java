package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.cluster.access.ExecProgram;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of a kubeconfig's program: kept until they expire, or until the server does not accept them, as client-go does
 * ({@code plugin/pkg/client/auth/exec}). Whoever asks meanwhile waits for the run that is under way, and for some seconds its failure
 * is everybody's: a person is asked to log in once.
 */
final class ExecCredentials implements CredentialSource {

    /** So long before its end a credential counts as ended: a request is not sent with one that ends on the way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);
    /** A program that gave a credential, or failed, so short ago would do the same again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Map<Key, ExecCredentials> SHARED = new ConcurrentHashMap<>();

    private final ExecRun run;
    private final String shown;
    private final SteadyClock clock;
    private @Nullable ExecAnswer answer;
    private Instant at = Instant.EPOCH;
    private @Nullable GitopsException failure;

    private record Key(ExecProgram program, Path kubeconfig, PrintWriter err) {}

    /** The one of this program in this process: a command that opens many targets runs it once. */
    static ExecCredentials shared(ExecProgram program, Path kubeconfig, PrintWriter err) {
        return SHARED.computeIfAbsent(
                new Key(program, kubeconfig.toAbsolutePath().normalize(), err),
                key -> new ExecCredentials(program, key.kubeconfig(), err));
    }

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
            if (failure != null && clock.since(at).compareTo(PAUSE) < 0) {
                throw failure;
            }
            run();
        }
        return answer.credential();
    }

    private void run() {
        Instant begin = clock.start();
        try {
            answer = run.answer();
            failure = null;
            at = begin;
        } catch (GitopsException failed) {
            failure = Thread.currentThread().isInterrupted() ? null : failed;
            at = clock.start();
            throw failed;
        }
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
