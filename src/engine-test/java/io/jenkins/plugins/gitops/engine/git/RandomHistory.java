package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Commits with branches, merges and clocks that disagree, of which some carry the trailer {@code Number}; and what is true
 * of them, from how they were made.
 */
public final class RandomHistory {

    public static final String KEY = "Number";

    private final List<BitSet> ancestors = new ArrayList<>();
    private final BitSet marked = new BitSet();
    private final long[] times;
    private final List<String> ids;
    private final BareRepository origin;

    public RandomHistory(BareRepository origin, int size, Random random) {
        this.origin = origin;
        this.times = random.longs(size, 1_700_000_000L, 1_700_000_100L).toArray();
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < size; i++) {
            BitSet own = new BitSet();
            own.set(i);
            marked.set(i, random.nextInt(3) == 0);
            String message = "Commit " + i + (marked.get(i) ? "\n\n" + KEY + ": " + i : "\n\nNot a " + KEY + " line");
            commands.append("commit refs/heads/all/")
                    .append(i)
                    .append("\nmark :")
                    .append(i + 1)
                    .append("\ncommitter A <a@example.com> ")
                    .append(times[i])
                    .append(" +0000\ndata ")
                    .append(message.length())
                    .append('\n')
                    .append(message)
                    .append('\n');
            if (i > 0) {
                int first = recent(i, random);
                int second = recent(i, random);
                own.or(ancestors.get(first));
                commands.append("from :").append(first + 1).append('\n');
                if (random.nextInt(3) == 0 && second != first) {
                    own.or(ancestors.get(second));
                    commands.append("merge :").append(second + 1).append('\n');
                }
            }
            ancestors.add(own);
        }
        DevScript.run(
                        List.of("git", "--git-dir", origin.folder().toString(), "fast-import", "--quiet", "--force"),
                        Map.of(),
                        commands.toString().getBytes(UTF_8))
                .succeeded();
        List<String> names = new ArrayList<>(List.of("rev-parse"));
        IntStream.range(0, size).forEach(i -> names.add("all/" + i));
        this.ids = origin.git(names.toArray(String[]::new)).lines().toList();
    }

    private static int recent(int i, Random random) {
        return Math.max(0, i - 1 - random.nextInt(6));
    }

    /** Lets {@code main} point to one of them. */
    public void moveTo(int commit) {
        origin.git("update-ref", "refs/heads/main", ids.get(commit));
    }

    public Revision id(int commit) {
        return new Revision(ids.get(commit));
    }

    public boolean isAncestor(int ancestor, int descendant) {
        return ancestors.get(descendant).get(ancestor);
    }

    /** Those with the trailer in the history of a commit, that commit included. */
    public List<Integer> marked(int tip) {
        return ancestors.get(tip).stream().filter(marked::get).boxed().toList();
    }

    /** The one with all others in its history; among several that nobody has, the latest by the clocks. */
    public int newest(int tip, IntPredicate wanted) {
        List<Integer> candidates = marked(tip).stream().filter(wanted::test).toList();
        return candidates.stream()
                .filter(one -> candidates.stream().noneMatch(other -> !other.equals(one) && isAncestor(one, other)))
                .max((a, b) ->
                        times[a] == times[b] ? ids.get(a).compareTo(ids.get(b)) : Long.compare(times[a], times[b]))
                .orElse(-1);
    }
}
