package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Names of objects as they are listed: each for itself in a script, one a line in a form. */
final class ObjectNames {

    private ObjectNames() {}

    static List<String> in(String text) {
        return Arrays.stream(Util.fixNull(text).split("[\\s,]+"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Null when there are none, so that a form and a snippet have nothing to show. */
    static List<String> orNull(List<String> texts) {
        List<String> names = new ArrayList<>();
        Util.fixNull(texts).forEach(text -> names.addAll(in(text)));
        return names.isEmpty() ? null : names;
    }

    /** For a form; null when there are none. */
    static String lines(List<String> names) {
        return names == null ? null : String.join("\n", names);
    }
}
