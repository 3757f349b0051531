package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.gitops.engine.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Writes objects as bytes that are equal when the objects are: keys sorted, no white space, one line for each. */
final class CanonicalJson {

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build()
            .writer();

    private CanonicalJson() {}

    /** {@code sha256:} and the digits, over the objects in their order. */
    static String digest(List<Manifest> manifests) {
        try {
            MessageDigest sha256 = Sha256.digest();
            for (Manifest manifest : manifests) {
                sha256.update(WRITER.writeValueAsBytes(manifest.content()));
                sha256.update((byte) '\n');
            }
            return "sha256:" + HexFormat.of().formatHex(sha256.digest());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
