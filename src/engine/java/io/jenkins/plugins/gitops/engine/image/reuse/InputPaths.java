package io.jenkins.plugins.gitops.engine.image.reuse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which files of a repository count as inputs of an image: those of the build's context but for what {@code .dockerignore} leaves
 * out, the Dockerfile, and what the application says further of itself but for its manifests, which each delivery changes. Paths
 * are from the repository's root; {@code ""} is the root.
 *
 * @param context the folder whose files the Dockerfile may copy
 * @param ignored what of it is not copied
 * @param dockerfile the Dockerfile
 * @param further files and folders that it is made from as well
 * @param manifests what is no input, outside of the context
 */
public record InputPaths(
        String context, Set<String> ignored, String dockerfile, List<String> further, List<String> manifests)
        implements Predicate<String> {

    private static final String BLANKS = " \t\r\f\u000b";

    /** Signs of patterns, and what stands for bytes that are no UTF-8: several names look the same with it. */
    private static final String NOT_PLAIN = "*?[]\\\ufffd";

    public InputPaths {
        ignored = Set.copyOf(ignored);
        further = List.copyOf(further);
        manifests = List.copyOf(manifests);
    }

    /** Of a build with these texts. */
    public static InputPaths of(
            String context, String dockerfile, BuildTexts texts, List<String> further, List<String> manifests) {
        return new InputPaths(
                context,
                texts.ignored(context)
                        .map(text -> Set.copyOf(ignored(context, text)))
                        .orElse(Set.of()),
                dockerfile,
                further,
                manifests);
    }

    /**
     * The plain paths of a {@code .dockerignore}; what has a wildcard is no plain path, and counts. None where it takes something back
     * ({@code !}).
     *
     * @param context the folder that it is in
     */
    static List<String> ignored(String context, String dockerignore) {
        List<String> lines = Stream.of(dockerignore.split("\n"))
                .map(InputPaths::trimmed)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        // Builders strip what this does not strip, such as a no-break space or a mark of the byte order, and then see
        // the sign.
        if (lines.stream().anyMatch(line -> line.indexOf('!') >= 0)) {
            return List.of();
        }
        return lines.stream()
                .map(line ->
                        line.replaceFirst("^\\./", "").replaceFirst("^/", "").replaceFirst("/$", ""))
                .filter(line -> !line.isEmpty()
                        && line.chars().noneMatch(c -> c < ' ' || NOT_PLAIN.indexOf(c) >= 0)
                        && Stream.of(line.split("/"))
                                .noneMatch(part -> part.isEmpty() || part.startsWith("..") || part.equals(".")))
                .map(line -> context.isEmpty() ? line : context + "/" + line)
                .toList();
    }

    /** Without the blanks that all builders strip; a carriage return alone ends no line for them. */
    private static String trimmed(String line) {
        int begin = 0;
        int end = line.length();
        while (begin < end && BLANKS.indexOf(line.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && BLANKS.indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(begin, end);
    }

    @Override
    public boolean test(String path) {
        if (path.equals(dockerfile) || BuildTexts.ignoring(context, dockerfile).contains(path)) {
            return true;
        }
        return within(path, context)
                ? !isIgnored(path)
                : further.stream().anyMatch(folder -> within(path, folder))
                        && manifests.stream().noneMatch(folder -> within(path, folder));
    }

    /** As many look-ups as the path has parts: a file may have many lines, and a repository many files. */
    private boolean isIgnored(String path) {
        for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
            if (ignored.contains(path.substring(0, at))) {
                return true;
            }
        }
        return ignored.contains(path);
    }

    /** The context, the Dockerfile and what counts further, and all folders above them. */
    Set<String> named() {
        Set<String> all = new HashSet<>(further);
        all.add(context);
        all.add(dockerfile);
        for (String path : List.copyOf(all)) {
            for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
                all.add(path.substring(0, at));
            }
        }
        return all;
    }

    private static boolean within(String path, String folder) {
        return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
    }
}
