/**
 * An image is not built again when its inputs did not change: what counts as an input, and how an image of the same inputs is found
 * in a registry. Comes in: the files of a commit, a Dockerfile and the arguments of its build. Goes out: a name for them all, and the
 * image that has it. It builds and pushes nothing.
 *
 * <p>Knows {@code image} and {@code registry}.
 */
package io.jenkins.plugins.gitops.engine.image.reuse;
