package io.jenkins.plugins.gitops.engine.figures;

/**
 * The figures of a time span beside those of the span of the same length before it.
 *
 * @param days how long each is
 * @param current up to now
 * @param before the one before
 */
public record ComparedFigures(int days, DeliveryFigures current, DeliveryFigures before) {}
