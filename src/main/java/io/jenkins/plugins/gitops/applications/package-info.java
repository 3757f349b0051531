/**
 * The application's own word on its deliveries: the file {@code gitops.yaml} at the tip of the branch with the desired state. Comes
 * in: an environment, a build, and the name of an application. Goes out: the settings of that file, where they stay within what the
 * administrator's environment allows. Knows the branches and credentials of deliveries; the steps know it.
 */
package io.jenkins.plugins.gitops.applications;
