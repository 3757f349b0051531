/**
 * Figures: how delivery goes, by the definitions of DORA and of the article that this project implements.
 *
 * <p>In come the deliveries of one application to one environment, and a time span; out go numbers, each with the ids of the
 * deliveries that it is made of. Pure: knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.figures;

import org.jspecify.annotations.NullMarked;
