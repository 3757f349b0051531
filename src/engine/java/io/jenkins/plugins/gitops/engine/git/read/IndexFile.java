package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * {@link IndexedCommits} on disk. A file is replaced as a whole, so that other threads and processes read the old one or
 * the new one. It may be lost at any time: what cannot be read, is of another format, of something else or damaged (a
 * checksum tells), counts as not there.
 *
 * <p>The format, in Java's {@link DataOutputStream} encoding: magic number, format, what it is of, tip, number of entries,
 * entries; then the CRC-32 of all that.
 */
public final class IndexFile {

    private static final int MAGIC = 0x676f6978;

    /** Another number whenever the form or the meaning of what is stored changes. */
    private static final int FORMAT = 1;

    private static final String TEMPORARY = ".index.new";
    private static final int ON_TRUNK = 1;

    private final Path folder;
    private final Path file;
    private final String subject;

    /** @param subject says what the index is of; one of something else is not read */
    IndexFile(Path folder, String subject) {
        this.folder = folder;
        this.file = folder.resolve(
                ObjectId.toString(ObjectId.fromRaw(Constants.newMessageDigest().digest(bytes(subject)))) + ".index");
        this.subject = subject;
    }

    /** Whether it is what a killed process left of a file that it was writing. */
    public static boolean isLeftover(Path file) {
        return file.toString().endsWith(TEMPORARY);
    }

    Optional<IndexedCommits> read() {
        try {
            byte[] all = Files.readAllBytes(file);
            int length = all.length - Long.BYTES;
            if (length < 0 || ByteBuffer.wrap(all, length, Long.BYTES).getLong() != checksum(all, length)) {
                return Optional.empty();
            }
            return read(new DataInputStream(new ByteArrayInputStream(all, 0, length)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            // Made again like one that is not there: so nobody needs to know why it cannot be read.
            return Optional.empty();
        }
    }

    /** Replaces the file. */
    void write(IndexedCommits commits) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        write(commits, out);
        out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        Path temporary = Files.createTempFile(folder, "", TEMPORARY);
        try {
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Optional<IndexedCommits> read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readInt() != FORMAT || !text(in).equals(subject)) {
            return Optional.empty();
        }
        Revision tip = revision(in);
        int count = in.readInt();
        List<IndexedCommits.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean onTrunk = in.readByte() == ON_TRUNK;
            Revision revision = revision(in);
            List<Revision> parents = new ArrayList<>();
            for (int parent = in.readInt(); parent > 0; parent--) {
                parents.add(revision(in));
            }
            GitIdentity author = GitIdentity.lenient(text(in), text(in));
            Instant committed = Instant.ofEpochSecond(in.readLong());
            CommitMessage message = CommitMessage.parse(text(in));
            entries.add(
                    new IndexedCommits.Entry(new CommitInfo(revision, parents, author, committed, message), onTrunk));
        }
        return Optional.of(new IndexedCommits(tip, entries));
    }

    private void write(IndexedCommits commits, DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        text(out, subject);
        ObjectIds.id(commits.tip()).copyRawTo(out);
        out.writeInt(commits.entries().size());
        for (IndexedCommits.Entry entry : commits.entries()) {
            CommitInfo commit = entry.commit();
            out.writeByte(entry.onTrunk() ? ON_TRUNK : 0);
            ObjectIds.id(commit.revision()).copyRawTo(out);
            out.writeInt(commit.parents().size());
            for (Revision parent : commit.parents()) {
                ObjectIds.id(parent).copyRawTo(out);
            }
            text(out, commit.author().name());
            text(out, commit.author().email());
            out.writeLong(commit.committed().getEpochSecond());
            text(out, commit.message().format());
        }
    }

    private static Revision revision(DataInputStream in) throws IOException {
        return ObjectIds.revision(ObjectId.fromRaw(in.readNBytes(Constants.OBJECT_ID_LENGTH)));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    // Not writeUTF: that takes no more than 64 KiB.
    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeInt(bytes(text).length);
        out.write(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
