/**
 * What a job delivered: the deliveries in the history of its environments' branches, joined with the records of builds, and what
 * runs in each environment because of them.
 *
 * <p>In come branches as they were read, and the records of a job's builds; out go a list of deliveries, its pages and the state
 * of environments. Asks no server. Knows {@code pages.delivery}, {@code figures}, {@code branches} and what is below them.
 */
package io.jenkins.plugins.gitops.pages.history;
