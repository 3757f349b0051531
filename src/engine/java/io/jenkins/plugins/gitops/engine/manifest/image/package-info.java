/**
 * Images in manifests: where a file holds them, and how they are set.
 *
 * <p>In come files and images pinned by digest; out go the same files, in which only the characters of the images differ.
 * Four ways to hold an image are known: a plain manifest, a kustomization's {@code images}, the values of a Helm chart,
 * and a marker comment. Knows {@code render} for the kinds of files, {@code tree}, {@code yaml} and {@code engine.image}.
 */
package io.jenkins.plugins.gitops.engine.manifest.image;
