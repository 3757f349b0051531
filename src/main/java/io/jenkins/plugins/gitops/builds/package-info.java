/**
 * What a build did: what it built, tested and delivered, as data.
 *
 * <p>In come results of steps; out go values and records, read from the build's XML and its folder. No page. Knows
 * {@code deliveries} and the engine.
 */
package io.jenkins.plugins.gitops.builds;
