package io.jenkins.plugins.gitops.engine.manifest.render;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The versions of APIs that a chart's files name, wherever they do. What a chart asks of a cluster is among them
 * ({@code .Capabilities.APIVersions.Has "monitoring.coreos.com/v1"}), unless it puts the name together. So a cluster is asked for
 * a few, where it may serve thousands.
 *
 * <p>Kubernetes' own groups without a dot ({@code apps}, {@code policy}) are left out: Helm takes all of them for served.
 */
final class NamedApis {

    private static final Pattern API = Pattern.compile("(?<![\\w./-])[a-z0-9][a-z0-9-]{0,62}(?:\\.[a-z0-9-]{1,63}){1,8}"
            + "/v[0-9][a-z0-9]{0,20}(?:/[A-Z][A-Za-z0-9]{0,62})?(?![\\w/-])");

    private static final int MOST = 200;
    private static final int CHUNK = 64 * 1024;
    private static final int UNPACKED = 64 * 1024 * 1024;

    /** No name is longer than what of a chunk is read again with the next. */
    private static final int OVERLAP = 1024;

    private final SortedSet<String> found = new TreeSet<>();

    private NamedApis() {}

    /** The first 200 of them, in their order. */
    static SortedSet<String> in(HelmInputs inputs) {
        NamedApis apis = new NamedApis();
        for (String file : inputs.files()) {
            byte[] content = inputs.tree().read(file);
            try (InputStream text = PackedCharts.isPacked(file)
                    ? new GZIPInputStream(new ByteArrayInputStream(content))
                    : new ByteArrayInputStream(content)) {
                apis.read(text);
            } catch (IOException noArchive) {
                // Helm itself says so.
                continue;
            }
        }
        return Collections.unmodifiableSortedSet(apis.found);
    }

    private void read(InputStream content) throws IOException {
        String before = "";
        int read = 0;
        for (byte[] chunk = content.readNBytes(CHUNK);
                chunk.length > 0 && read < UNPACKED && found.size() < MOST;
                chunk = content.readNBytes(CHUNK)) {
            read += chunk.length;
            String text = before + new String(chunk, StandardCharsets.ISO_8859_1);
            Matcher api = API.matcher(text);
            while (found.size() < MOST && api.find()) {
                found.add(api.group());
            }
            before = text.substring(Math.max(0, text.length() - OVERLAP));
        }
    }
}
