/**
 * Images: references as the OCI distribution specification writes them, and the command lines of the builders.
 *
 * <p>In come a name, a context and a Dockerfile; out go the command lines that build and push it, and the reference
 * pinned by digest that they ended with. Who runs the commands (an agent's launcher, a process) is the caller's
 * business. Knows no other package.
 */
package io.jenkins.plugins.gitops.engine.image;
