/**
 * The real parts that tests run against: a Kubernetes control plane, an OCI registry and a Git server, each started by
 * its script under {@code dev/}, and a stand-in for the one thing that needs a container runtime, the kubelet.
 *
 * <p>The stand-in decides how a container behaves by facts first: an image that the registry does not have cannot be
 * pulled; an image whose label {@code io.jenkins.gitops.stand-in} says so crashes. Annotations on the pod are for
 * images from elsewhere.
 */
package io.jenkins.plugins.gitops.engine.parts;
