/**
 * Where a file holds an image, and which part of it each value there is.
 *
 * <p>In come YAML nodes; out go the values that change when an image is set, or why they cannot be changed. Values of charts,
 * marked values, and the objects that other deployment tools read: such a kind of object is one class and one line in
 * {@code ToolObject.ALL}. Knows {@code yaml} and {@code engine.image}.
 */
package io.jenkins.plugins.gitops.engine.manifest.image.place;
