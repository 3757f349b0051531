/**
 * Drift, watched: what {@code gitops drift --watch} does, and a controller on a schedule.
 *
 * <p>In come drift reports, one after the other; out go what began, changed and ended, and what a self-heal puts back. What
 * decides is pure: a state, a report and a time in, the next state out. The state is a file, so a restart forgets nothing.
 * Knows the state machine and its report, and what those know.
 */
package io.jenkins.plugins.gitops.engine.delivery.drift;
