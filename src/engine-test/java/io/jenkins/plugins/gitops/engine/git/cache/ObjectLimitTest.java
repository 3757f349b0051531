package io.jenkins.plugins.gitops.engine.git.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs of a few bytes that say they hold far more: nothing takes the memory for it. */
class ObjectLimitTest {

    private static final int LIMIT = 1_000_000;
    private static final int CLAIMED = 1_900_000_000;

    @TempDir
    private Path folder;

    @AfterEach
    void usual() {
        System.clearProperty(TransferLimits.OBJECT_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {Constants.OBJ_COMMIT, Constants.OBJ_TREE, Constants.OBJ_BLOB, Constants.OBJ_TAG})
    void an_object_that_is_said_to_be_large_is_not_taken(int type) throws IOException {
        ByteArrayOutputStream pack = begun(1);
        header(pack, type, CLAIMED);
        deflated(pack, new byte[0]);

        assertRefused(pack);
    }

    @Test
    void a_delta_that_is_said_to_be_large_is_not_taken() throws IOException {
        ByteArrayOutputStream pack = begun(1);
        header(pack, Constants.OBJ_REF_DELTA, CLAIMED);
        ObjectId.zeroId().copyRawTo(pack);
        deflated(pack, new byte[0]);

        assertRefused(pack);
    }

    @Test
    void a_small_delta_that_makes_a_large_object_is_not_taken() throws IOException {
        byte[] base = "base".getBytes(US_ASCII);
        ByteArrayOutputStream pack = begun(2);
        header(pack, Constants.OBJ_BLOB, base.length);
        deflated(pack, base);
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        varint(delta, base.length);
        varint(delta, CLAIMED);
        header(pack, Constants.OBJ_REF_DELTA, delta.size());
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            formatter.idFor(Constants.OBJ_BLOB, base).copyRawTo(pack);
        }
        deflated(pack, delta.toByteArray());

        assertRefused(pack);
    }

    @Test
    void a_large_file_of_a_real_server_ends_with_a_message_that_names_the_limit() {
        BareRepository origin = GitServer.shared().createRepository(Map.of("large", "a\n".repeat(LIMIT)));
        try (RemoteBranch branch = TestBranch.of(origin, folder)) {
            System.setProperty(TransferLimits.OBJECT_BYTES, Integer.toString(LIMIT));

            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOfSatisfying(
                            GitopsException.class, e -> assertThat(e.remedy()).contains(TransferLimits.OBJECT_BYTES))
                    .isNotInstanceOf(RemoteUnreachableException.class)
                    .hasMessage("In " + origin.url()
                            + " there is a file, a directory or a commit of more than 1000000 bytes");

            System.clearProperty(TransferLimits.OBJECT_BYTES);
            assertThat(TestBranch.text(branch, branch.fetchTip(), "large")).hasSize(2 * LIMIT);
        }
    }

    private void assertRefused(ByteArrayOutputStream pack) throws IOException {
        System.setProperty(TransferLimits.OBJECT_BYTES, Integer.toString(LIMIT));
        try (IsolatedRepository repository =
                new IsolatedRepository(folder.resolve("cache.git").toFile())) {
            repository.create(true);
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                assertThatThrownBy(() -> inserter.newPackParser(new ByteArrayInputStream(ended(pack)))
                                .parse(NullProgressMonitor.INSTANCE))
                        .isInstanceOf(TooLargeObjectInPackException.class);
            }
        }
    }

    private static ByteArrayOutputStream begun(int objects) throws IOException {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.write(Constants.PACK_SIGNATURE);
        pack.write(ByteBuffer.allocate(8).putInt(2).putInt(objects).array());
        return pack;
    }

    private static void header(ByteArrayOutputStream pack, int type, int size) {
        int rest = size >>> 4;
        pack.write((rest == 0 ? 0 : 0x80) | type << 4 | size & 0x0f);
        if (rest != 0) {
            varint(pack, rest);
        }
    }

    private static void varint(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static void deflated(ByteArrayOutputStream pack, byte[] content) throws IOException {
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(pack)) {
            deflater.write(content);
        }
    }

    private static byte[] ended(ByteArrayOutputStream pack) throws IOException {
        try {
            pack.write(MessageDigest.getInstance("SHA-1").digest(pack.toByteArray()));
            return pack.toByteArray();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
