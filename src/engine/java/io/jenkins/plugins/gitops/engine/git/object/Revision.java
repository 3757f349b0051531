package io.jenkins.plugins.gitops.engine.git.object;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Pattern;

/** A commit's full name, 40 lower-case hexadecimal digits (SHA-1 repositories; JGit knows no other yet). */
public record Revision(@JsonValue String id) {

    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    /** @throws GitopsException when the text is not a full commit id */
    @JsonCreator
    public Revision {
        if (!SHA1.matcher(id).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(id, TextLimits.SHOWN) + "' is not a full commit id",
                    "Give all 40 hexadecimal digits, as git rev-parse prints");
        }
    }

    /** The first ten digits, for people. */
    public String abbreviated() {
        return id.substring(0, 10);
    }

    @Override
    public String toString() {
        return id;
    }
}
