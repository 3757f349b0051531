package io.jenkins.plugins.gitops.cli.exit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import java.util.Locale;

/**
 * Why a command did not end with 0, as {@code -o json} prints it: the field {@code error} of the result, or of an object that
 * has nothing else where there is no result.
 *
 * @param code the exit code's name in small letters
 * @param exitCode its number
 * @param reason the whole reason; it may have several lines
 * @param remedy what to do; may be empty
 */
@JsonPropertyOrder({"code", "exitCode", "reason", "remedy"})
public record CommandError(String code, int exitCode, String reason, String remedy) {

    public CommandError(ExitCode exit, String reason, String remedy) {
        this(exit.name().toLowerCase(Locale.ROOT), exit.number(), reason, remedy);
    }

    public static CommandError of(GitopsException error) {
        return new CommandError(exit(error), error.getMessage(), error.remedy());
    }

    private static ExitCode exit(GitopsException error) {
        if (error instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        boolean unanswered =
                error instanceof ClusterUnreachableException || error instanceof RemoteUnreachableException;
        return unanswered ? ExitCode.UNKNOWN : ExitCode.REFUSED;
    }

    public static CommandError of(DeliveryEnding ending) {
        return new CommandError(ExitCode.of(ending.outcome()), ending.reason(), ending.remedy());
    }

    public static CommandError fault(Exception error) {
        return new CommandError(
                ExitCode.INTERNAL,
                ShownText.line("Internal error: " + error),
                "Report it with the stack trace on standard error");
    }
}
