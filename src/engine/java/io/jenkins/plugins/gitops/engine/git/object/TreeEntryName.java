package io.jenkins.plugins.gitops.engine.git.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name in a tree, in the order in which Git keeps them: by bytes, the name of a directory as if it ended with a slash
 * (base_name_compare in Git's read-cache.c). Bytes, because old names need not be UTF-8 and must stay as they are.
 */
public record TreeEntryName(byte[] bytes, boolean directory) implements Comparable<TreeEntryName> {

    public TreeEntryName(String name, boolean directory) {
        this(name.getBytes(StandardCharsets.UTF_8), directory);
    }

    @Override
    public int compareTo(TreeEntryName other) {
        return Arrays.compareUnsigned(key(), other.key());
    }

    private byte[] key() {
        byte[] key = Arrays.copyOf(bytes, directory ? bytes.length + 1 : bytes.length);
        if (directory) {
            key[bytes.length] = '/';
        }
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreeEntryName name && compareTo(name) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key());
    }
}
