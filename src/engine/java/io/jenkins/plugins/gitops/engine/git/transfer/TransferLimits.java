package io.jenkins.plugins.gitops.engine.git.transfer;

import java.time.Duration;

/**
 * What one conversation with a Git server may cost, however it is drawn out. A server that is slow or large for good
 * reasons stays below them.
 *
 * @param answerTime how long everything but a pack may take: what the branches are, and a push with the server's hooks
 * @param packTime how long the conversation may take once a pack is fetched in it
 * @param answerBytes how many bytes it may send beside a pack, unzipped: names of branches, messages
 * @param packBytes how many bytes a pack may have
 */
public record TransferLimits(Duration answerTime, Duration packTime, long answerBytes, long packBytes) {

    /** Of a pack, in bytes. By default 2 GiB: the largest files-and-history packs of monorepos have half of it. */
    public static final String PACK_BYTES = "io.jenkins.plugins.gitops.git.packBytes";

    /** Of a conversation with a pack, in seconds. By default 1,800: so 2 GiB come in over a line of 10 Mbit/s. */
    public static final String PACK_SECONDS = "io.jenkins.plugins.gitops.git.packSeconds";

    /** Of one object in a pack, unpacked, in bytes. By default 128 MiB, or a quarter of the maximum heap where that is more. */
    public static final String OBJECT_BYTES = "io.jenkins.plugins.gitops.git.objectBytes";

    private static final long USUAL_PACK_BYTES = 2L * 1024 * 1024 * 1024;
    private static final long USUAL_PACK_SECONDS = 1800;

    /** 16 MiB: names of some 250,000 branches and tags. */
    private static final long ANSWER_BYTES = 16L * 1024 * 1024;

    private static final long LEAST_OBJECT_BYTES = 128L * 1024 * 1024;
    private static final int OBJECTS_IN_HEAP = 4;

    /** JGit lets a push be silent for ten timeouts, while the server's hooks run. That is to be told first, as it says more. */
    private static final int ANSWER_TIMEOUTS = 12;

    /** @param timeout how long the server may be silent; everything but a pack may take twelve times as long */
    public static TransferLimits of(Duration timeout) {
        return new TransferLimits(
                timeout.multipliedBy(ANSWER_TIMEOUTS),
                Duration.ofSeconds(Long.getLong(PACK_SECONDS, USUAL_PACK_SECONDS)),
                ANSWER_BYTES,
                Long.getLong(PACK_BYTES, USUAL_PACK_BYTES));
    }

    /** How many bytes one object in a pack may have, unpacked: it is taken into memory as a whole. */
    public static long objectBytes() {
        return Long.getLong(
                OBJECT_BYTES, Math.max(LEAST_OBJECT_BYTES, Runtime.getRuntime().maxMemory() / OBJECTS_IN_HEAP));
    }
}
