package io.jenkins.plugins.gitops.engine.image.reuse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.Sha256;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a build reads before it copies anything, as they lie there; Git need not know them.
 *
 * @param dockerfile the Dockerfile
 * @param ignoring those that say what of the context is not copied, by the names of {@link #ignoring(String, String)}; those that
 *     are there
 */
public record BuildTexts(String dockerfile, SortedMap<String, String> ignoring) {

    private static final String DOCKER = ".dockerignore";
    private static final String CONTAINERS = ".containerignore";
    private static final char NO_UTF8 = '\ufffd';
    private static final ObjectMapper JSON = new ObjectMapper();

    public BuildTexts {
        ignoring = Collections.unmodifiableSortedMap(new TreeMap<>(ignoring));
    }

    /**
     * Where they may be: each builder takes another one of them first.
     *
     * @param context the folder whose files may be copied; {@code ""} for the root
     * @param dockerfile the path of the Dockerfile
     */
    public static List<String> ignoring(String context, String dockerfile) {
        String folder = context.isEmpty() ? "" : context + "/";
        return List.of(folder + DOCKER, folder + CONTAINERS, dockerfile + DOCKER, dockerfile + CONTAINERS);
    }

    /** What all builders leave out of the context: where more than its {@code .dockerignore} is there, they differ. */
    Optional<String> ignored(String context) {
        String plain = (context.isEmpty() ? "" : context + "/") + DOCKER;
        return ignoring.size() == 1 ? Optional.ofNullable(ignoring.get(plain)) : Optional.empty();
    }

    /**
     * 64 hexadecimal digits that name all of them.
     *
     * @throws NotReusableException when one is no UTF-8: others would look the same
     */
    String hash() {
        if (dockerfile.indexOf(NO_UTF8) >= 0
                || ignoring.values().stream().anyMatch(text -> text.indexOf(NO_UTF8) >= 0)) {
            throw new NotReusableException("the Dockerfile, or a file beside it that the build reads, is not in UTF-8");
        }
        try {
            return HexFormat.of().formatHex(Sha256.of(JSON.writeValueAsString(List.of(dockerfile, ignoring))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
