/**
 * How the command line reaches a cluster without a kubeconfig that holds all it needs: server, token file and authority, a pod's
 * ServiceAccount, a program that a kubeconfig names; and how it makes a kubeconfig for a ServiceAccount.
 *
 * <p>In come options and files; out go {@code ClusterAccess} and credentials that renew themselves. Nothing here is part of the
 * plugin: programs of kubeconfigs run on a person's machine, and never on a controller.
 */
package io.jenkins.plugins.gitops.cli.cluster;
