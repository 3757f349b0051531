/**
 * What can be known of a repository without a cluster. Comes in: its files and its gitops.yaml, and perhaps the OpenAPI document of a
 * Kubernetes version. Goes out: what each application renders to in each environment, and what is wrong with it.
 */
package io.jenkins.plugins.gitops.engine.application.check;
