/**
 * How much a Git server may send, and for how long: a conversation is metered, cut off and left behind.
 *
 * <p>In come the streams of a connection and what cuts it; out goes what was exceeded. Of the
 * engine's other packages it knows only {@code engine} itself.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.git.transfer;

import org.jspecify.annotations.NullMarked;
