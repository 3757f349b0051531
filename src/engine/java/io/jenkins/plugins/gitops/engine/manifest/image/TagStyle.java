package io.jenkins.plugins.gitops.engine.manifest.image;

/**
 * What becomes of an image's tag where its digest is written. The digest alone decides what runs; the tag is for people.
 * It is the tag of the image that is set: where that has none, none is written, because the old one would be wrong.
 */
public enum TagStyle {
    /** {@code shop@sha256:...} */
    DROP,
    /** {@code shop:1.2@sha256:...}; in a kustomization's entry, {@code newTag} beside {@code digest}. */
    KEEP,
    /** {@code shop@sha256:... # tag: 1.2}, where a comment has a place: not in JSON, nor inside a flow collection. */
    COMMENT
}
