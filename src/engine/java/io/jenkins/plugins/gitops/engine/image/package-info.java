/**
 * Images: references as the OCI distribution specification writes them, and the command lines of the builders.
 *
 * <p>In come a name, a context and a Dockerfile; out go the command lines that build and push it, and the reference
 * pinned by the digest that was pushed. The caller runs the commands (through an agent's launcher, or as a process). A
 * builder is one class and one line in {@link io.jenkins.plugins.gitops.engine.image.ImageBuilder#ALL}. Knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.image;

import org.jspecify.annotations.NullMarked;
