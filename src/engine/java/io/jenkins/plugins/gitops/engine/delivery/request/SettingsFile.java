package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.Objects;
import java.util.Optional;

/**
 * The file of the branch with the desired state that the settings of a request came from, as it was then. Settings and manifests
 * of a delivery are of one commit: where the file is another one by then, the delivery is refused.
 *
 * @param path from the root of the repository
 * @param fingerprint that of the Git object; absent where there was no such file, or it could not be asked for
 */
public record SettingsFile(String path, @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> fingerprint) {

    public SettingsFile {
        Objects.requireNonNull(path, "no path");
        fingerprint = Objects.requireNonNullElse(fingerprint, Optional.empty());
    }

    /**
     * @param now the fingerprint at the commit that is to be delivered
     * @throws GitopsException when it is another one
     */
    public void requireStill(Optional<String> now) {
        if (!fingerprint.equals(now)) {
            throw new GitopsException(
                    ShownText.line(path, TextLimits.SHOWN)
                            + (fingerprint.isEmpty()
                                    ? " is on the branch, and was not there, or could not be read, when this delivery began"
                                    : now.isEmpty()
                                            ? " is gone from the branch since this delivery began"
                                            : " has changed on the branch since this delivery began"),
                    "Deliver again: then its settings are read anew");
        }
    }
}
