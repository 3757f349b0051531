/**
 * Images in manifests: where a file holds them, and how they are set.
 *
 * <p>In come files and images pinned by digest; out go the same files, in which only the characters of the images differ.
 * A plain manifest, a kustomization's {@code images} and the values of a Helm chart hold images; a marker comment can
 * name one anywhere. A format is one class and one line in {@code EditableFormat.ALL}. Knows {@code render} for the kinds of files, {@code tree}, {@code yaml} and {@code engine.image}.
 */
package io.jenkins.plugins.gitops.engine.manifest.image;
