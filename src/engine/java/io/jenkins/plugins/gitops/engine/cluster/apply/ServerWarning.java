package io.jenkins.plugins.gitops.engine.cluster.apply;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an API server said of an object that it took: that its version is deprecated, that its pods violate a standard of Pod
 * Security, what an admission policy warns of.
 *
 * @param text the server's, in one line, without a value of a Secret
 */
public record ServerWarning(ApplyObject object, String text) {

    private static final int MOST = 10;

    /** Those of an answer about this object. */
    public static List<ServerWarning> of(ApiAnswer answer, ApplyObject object) {
        return ApiErrorText.warnings(answer, object).stream()
                .map(text -> new ServerWarning(object, text))
                .toList();
    }

    /** For people, each text once, with the first object that it is about; at most 10, and how many more there are. */
    public static List<String> texts(Collection<ServerWarning> warnings) {
        Map<String, List<ServerWarning>> byText = warnings.stream()
                .collect(Collectors.groupingBy(ServerWarning::text, LinkedHashMap::new, Collectors.toList()));
        List<String> texts = byText.values().stream()
                .limit(MOST)
                .map(ServerWarning::of)
                .collect(Collectors.toCollection(ArrayList::new));
        int more = byText.size() - MOST;
        if (more > 0) {
            texts.add("the API server warns of " + more + " more, which " + (more == 1 ? "is" : "are")
                    + " not listed here");
        }
        return texts;
    }

    private static String of(List<ServerWarning> same) {
        ServerWarning first = same.get(0);
        int others = same.size() - 1;
        return first.object.problem("the API server warns: " + first.text)
                + (others == 0 ? "" : " (also of " + CountedNoun.of(others, "more object") + ")");
    }
}
