/**
 * The pages: what a build built, tested and delivered, and what a job's environments run.
 *
 * <p>In come data of builds and branches; out go pages and {@code api/json}. Decides nothing and stores nothing. Knows
 * {@code pages.history}, {@code pages.delivery}, {@code builds}, {@code branches} and what is below them.
 */
package io.jenkins.plugins.gitops.pages;
