package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The charts in a chart that are packed ({@code .tgz}). A schema of values in one could refer to any address or file, and
 * Helm follows that unless it is told to look at no schema.
 *
 * @param files from the tree's root
 */
record PackedCharts(List<String> files) {

    private static final String PACKED = ".tgz";

    /** Names in an archive stand there as they are; a chart in it that is packed again is not looked into. */
    private static final List<String> NAMES = List.of(HelmInputs.SCHEMA, PACKED);

    private static final int BYTES = 64 * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    /** Those among some files. */
    static PackedCharts among(List<String> files) {
        return new PackedCharts(files.stream().filter(PackedCharts::isPacked).toList());
    }

    static boolean isPacked(String file) {
        return file.endsWith(PACKED);
    }

    /**
     * For a Helm that cannot be told: that there is no schema.
     *
     * @param root the folder with the files
     * @throws GitopsException with every packed chart that may have one
     */
    void refuseSchemas(Path root) {
        FileProblems problems = new FileProblems();
        for (String file : files) {
            String found = unpackedHas(root.resolve(file));
            if (!found.isEmpty()) {
                problems.add(
                        new FileLocation(file, 0),
                        "This packed chart " + found
                                + ", and this Helm would read whatever a schema of values refers to",
                        "Unpack it into a directory of charts/, or use Helm 3.16 or later");
            }
        }
        problems.throwIfAny("charts/");
    }

    private static String unpackedHas(Path file) {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            String before = "";
            long read = 0;
            for (byte[] chunk = unpacked.readNBytes(CHUNK); chunk.length > 0; chunk = unpacked.readNBytes(CHUNK)) {
                read += chunk.length;
                if (read > BYTES) {
                    return "has more than " + BYTES + " bytes";
                }
                String text = before + new String(chunk, StandardCharsets.ISO_8859_1);
                for (String name : NAMES) {
                    if (text.contains(name)) {
                        return "has '" + name + "' in it";
                    }
                }
                before = text.substring(Math.max(0, text.length() - HelmInputs.SCHEMA.length()));
            }
            return "";
        } catch (IOException e) {
            return "cannot be unpacked";
        }
    }
}
