package io.jenkins.plugins.gitops.engine.git.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Commits by number, each after its parents: so a walk through a history is one through an array, from high numbers to low ones. With
 * a commit all its ancestors are there, whatever committers' clocks say. What was read once is kept in a file, since to read a commit
 * from a pack takes a thousand times as long.
 *
 * <p>The file, in big-endian numbers: magic number, format, how many commits and parents; then the commits' ids, times, where the
 * parents of each begin, these parents, and which commits count.
 */
final class NumberedCommits {

    static final int UNKNOWN = -1;

    private static final int MAGIC = 0x676f6e63;

    /** Another number whenever the form or the meaning of what is stored changes. */
    private static final int FORMAT = 1;

    private static final int HEAD = 4 * Integer.BYTES;
    private static final int ID_INTS = 5;
    private static final int FIRST = 1024;

    private int size;
    private int[] ids = new int[ID_INTS * FIRST];
    private int[] times = new int[FIRST];

    /** The parents of a commit begin where those of the one before end. */
    private int[] parentsEnd = new int[FIRST];

    private int[] parents = new int[FIRST];
    private BitSet counted = new BitSet();

    /** Numbers by the ids' first bits, which are as good as random; free where it is {@link #UNKNOWN}. */
    private int[] table = new int[0];

    /** Empty when the content is of another form. */
    static Optional<NumberedCommits> read(ByteBuffer file) {
        if (file.remaining() < HEAD || file.getInt() != MAGIC || file.getInt() != FORMAT) {
            return Optional.empty();
        }
        NumberedCommits read = new NumberedCommits();
        read.size = file.getInt();
        int parents = file.getInt();
        if (read.size < 0 || parents < 0 || file.remaining() < Integer.BYTES * ((ID_INTS + 2L) * read.size + parents)) {
            return Optional.empty();
        }
        read.ids = ints(file, ID_INTS * read.size);
        read.times = ints(file, read.size);
        read.parentsEnd = ints(file, read.size);
        read.parents = ints(file, parents);
        read.counted = BitSet.valueOf(file);
        return Optional.of(read);
    }

    private static int[] ints(ByteBuffer file, int number) {
        int[] ints = new int[number];
        file.asIntBuffer().get(ints);
        file.position(file.position() + number * Integer.BYTES);
        return ints;
    }

    byte[] content() {
        byte[] flags = counted.toByteArray();
        int last = size == 0 ? 0 : parentsEnd[size - 1];
        ByteBuffer file = ByteBuffer.allocate(HEAD + Integer.BYTES * ((ID_INTS + 2) * size + last) + flags.length);
        file.putInt(MAGIC).putInt(FORMAT).putInt(size).putInt(last);
        put(file, ids, ID_INTS * size);
        put(file, times, size);
        put(file, parentsEnd, size);
        put(file, parents, last);
        return file.put(flags).array();
    }

    private static void put(ByteBuffer file, int[] ints, int number) {
        file.asIntBuffer().put(ints, 0, number);
        file.position(file.position() + number * Integer.BYTES);
    }

    int size() {
        return size;
    }

    int number(AnyObjectId id) {
        if (table.length < 2 * size) {
            fillTable();
        }
        int[] wanted = new int[ID_INTS];
        id.copyRawTo(wanted, 0);
        int slot = slot(wanted, 0);
        while (table.length > 0 && table[slot] != UNKNOWN) {
            int at = ID_INTS * table[slot];
            if (Arrays.equals(wanted, 0, ID_INTS, ids, at, at + ID_INTS)) {
                return table[slot];
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return UNKNOWN;
    }

    private int slot(int[] id, int at) {
        return id[at] & (table.length - 1);
    }

    private void fillTable() {
        table = new int[Math.max(FIRST, Integer.highestOneBit(size) * 8)];
        Arrays.fill(table, UNKNOWN);
        for (int number = 0; number < size; number++) {
            enter(number);
        }
    }

    private void enter(int number) {
        int slot = slot(ids, ID_INTS * number);
        while (table[slot] != UNKNOWN) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = number;
    }

    Instant time(int number) {
        return Instant.ofEpochSecond(times[number]);
    }

    /** Whether it is one of those that the filter takes. */
    boolean counts(int number) {
        return counted.get(number);
    }

    int parentsBegin(int number) {
        return number == 0 ? 0 : parentsEnd[number - 1];
    }

    int parentsEnd(int number) {
        return parentsEnd[number];
    }

    /** A parent's number, by its place between the two above. */
    int parent(int place) {
        return parents[place];
    }

    /**
     * Reads what is not there yet.
     *
     * @param filter always the same one
     */
    void add(RevWalk walk, Collection<? extends AnyObjectId> heads, CommitFilter filter) throws IOException {
        RevFlag taken = walk.newFlag("taken");
        Deque<RevCommit> open = new ArrayDeque<>();
        for (AnyObjectId head : heads) {
            open.push(read(walk, walk.lookupCommit(head), filter, taken));
            while (!open.isEmpty()) {
                RevCommit commit = open.peek();
                if (number(commit) != UNKNOWN || !pushParents(walk, commit, filter, taken, open)) {
                    open.pop();
                    append(commit, taken);
                }
            }
        }
        walk.disposeFlag(taken);
    }

    private boolean pushParents(
            RevWalk walk, RevCommit commit, CommitFilter filter, RevFlag taken, Deque<RevCommit> open)
            throws IOException {
        boolean pushed = false;
        for (RevCommit parent : commit.getParents()) {
            if (number(parent) == UNKNOWN) {
                open.push(read(walk, parent, filter, taken));
                pushed = true;
            }
        }
        return pushed;
    }

    private RevCommit read(RevWalk walk, RevCommit commit, CommitFilter filter, RevFlag taken) throws IOException {
        if (number(commit) == UNKNOWN && commit.getParents() == null) {
            walk.parseHeaders(commit);
            if (filter.takes(commit)) {
                commit.add(taken);
            }
            // The messages of a long history together take much memory.
            commit.disposeBody();
        }
        return commit;
    }

    private void append(RevCommit commit, RevFlag taken) {
        if (number(commit) != UNKNOWN) {
            return;
        }
        int begin = size == 0 ? 0 : parentsEnd[size - 1];
        int end = begin + commit.getParentCount();
        if (size == times.length) {
            ids = Arrays.copyOf(ids, 2 * Math.max(FIRST, size) * ID_INTS);
            times = Arrays.copyOf(times, 2 * Math.max(FIRST, size));
            parentsEnd = Arrays.copyOf(parentsEnd, 2 * Math.max(FIRST, size));
        }
        if (end > parents.length) {
            parents = Arrays.copyOf(parents, 2 * Math.max(FIRST, end));
        }
        for (int place = begin; place < end; place++) {
            parents[place] = number(commit.getParent(place - begin));
        }
        commit.copyRawTo(ids, ID_INTS * size);
        times[size] = commit.getCommitTime();
        parentsEnd[size] = end;
        counted.set(size, commit.has(taken));
        size++;
        if (table.length >= 2 * size) {
            enter(size - 1);
        }
    }
}
