package io.jenkins.plugins.gitops.engine.image.reuse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.Sha256;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All of a build that makes its image another one, as far as it is known before it runs. What the build reads from the network, the
 * version of the builder, and files that Git does not know are no part of it.
 *
 * @param builder the program
 * @param platform of the machine that builds
 * @param dockerfile its path, from the root of the repository
 * @param context the folder whose files it may copy, from there; {@code ""} for the root
 * @param texts SHA-256 of the Dockerfile, and of the files that say what of the context is not copied, as the build reads them
 * @param files mode and id, in Git, of each file that counts, by its path
 * @param arguments values of its {@code ARG}s
 * @param bases the digests of the images that it begins with or copies from, where they could be found out, and else the empty
 *     text; by their names
 */
public record BuildInputs(
        String builder,
        String platform,
        String dockerfile,
        String context,
        String texts,
        SortedMap<String, String> files,
        SortedMap<String, String> arguments,
        SortedMap<String, String> bases) {

    /** The label of an image that has {@link #hash()}. */
    public static final String LABEL = "io.jenkins.gitops.inputs";

    /** What the tag begins with under which such an image is found. */
    public static final String TAG = "gitops-tree-";

    private static final int TAG_DIGITS = 32;

    /** Counts what is in it: another version makes other names of the same inputs. */
    private static final String VERSION = "2";

    private static final ObjectMapper JSON = new ObjectMapper();

    public BuildInputs {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
        bases = Collections.unmodifiableSortedMap(new TreeMap<>(bases));
    }

    /** 64 hexadecimal digits that name all of this. */
    public String hash() {
        try {
            return HexFormat.of()
                    .formatHex(Sha256.of(JSON.writeValueAsString(
                            List.of(VERSION, builder, platform, dockerfile, context, texts, files, arguments, bases))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name and tag under which an image of these inputs is found, beside the tags that a build has. */
    public ImageReference beside(ImageReference name) {
        return new ImageReference(name.name(), Optional.of(TAG + hash().substring(0, TAG_DIGITS)), Optional.empty());
    }

    /** The build, whose image says these inputs, of base images as their registries have them now. */
    public ImageBuild labelled(ImageBuild image) {
        return image.withLabel(LABEL, hash()).pulling();
    }
}
