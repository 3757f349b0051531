package io.jenkins.plugins.gitops.steps;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists of names, of objects and images: a list in a script, one name a line in a form. */
final class ObjectNames {

    private ObjectNames() {}

    static List<String> in(String text) {
        return Arrays.stream(Util.fixNull(text).split("[\\s,]+"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static List<String> in(List<String> texts) {
        return Util.fixNull(texts).stream().flatMap(text -> in(text).stream()).toList();
    }

    /** Null when there are none, so that a form and a snippet have nothing to show. */
    static List<String> orNull(List<String> texts) {
        List<String> names = new ArrayList<>(in(texts));
        return names.isEmpty() ? null : names;
    }

    /** @throws GitopsException when one does not name an object */
    static SortedSet<ObjectSelector> selectors(List<String> names) {
        return Util.fixNull(names).stream().map(ObjectSelector::parse).collect(Collectors.toCollection(TreeSet::new));
    }

    /** For a form; null when there are none. */
    static String lines(List<String> names) {
        return names == null ? null : String.join("\n", names);
    }
}
