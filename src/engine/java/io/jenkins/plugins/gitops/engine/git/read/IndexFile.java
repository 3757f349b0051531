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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * {@link IndexedCommits} on disk. What cannot be read, is of another format or of something else, counts as not there.
 *
 * <p>The format, in Java's {@link DataOutputStream} encoding: magic number, format, what it is of, tip, number of entries,
 * entries.
 */
final class IndexFile {

    private static final int MAGIC = 0x676f6978;

    /** Another number whenever the form or the meaning of what is stored changes. */
    private static final int FORMAT = 1;

    private static final int ON_TRUNK = 1;

    private final ChecksummedFile file;
    private final String subject;

    /** @param subject says what the index is of; one of something else is not read */
    IndexFile(Path folder, String subject) {
        this.file = new ChecksummedFile(folder, subject);
        this.subject = subject;
    }

    Optional<IndexedCommits> read() {
        return file.read().flatMap(content -> {
            try {
                return read(new DataInputStream(new ByteArrayInputStream(content.array(), 0, content.limit())));
            } catch (IOException | RuntimeException unreadable) {
                // Made again like one that is not there: so nobody needs to know why it cannot be read.
                return Optional.empty();
            }
        });
    }

    /** Replaces the file. */
    void write(IndexedCommits commits) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(commits, new DataOutputStream(bytes));
        file.write(bytes.toByteArray());
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
}
