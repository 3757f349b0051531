/**
 * Several applications of gitops.yaml, listed or delivered one after the other. Comes in: the file, and a delivery for each
 * application. Goes out: what touches each, how its delivery ended, and the worst end. Knows {@code cli.exit}, {@code engine.application}
 * and {@code engine.delivery.changes}.
 */
package io.jenkins.plugins.gitops.cli.several;
