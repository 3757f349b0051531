/**
 * {@code gitops build --reuse}: the inputs of an image in the checkout here, and whether its registry has an image of them. Comes in:
 * a build and its folder; goes out: the inputs, and the image. Knows {@code cli.application}, {@code cli.workspace} and {@code
 * engine.image.reuse}.
 */
package io.jenkins.plugins.gitops.cli.reuse;
