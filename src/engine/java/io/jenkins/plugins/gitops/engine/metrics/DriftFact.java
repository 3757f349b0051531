package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What a comparison of an environment with its newest commit found.
 *
 * @param application label value
 * @param environment label value
 * @param objects how many differ, by the word for how; 0 where none does
 * @param checked when that was
 */
public record DriftFact(String application, String environment, SortedMap<String, Long> objects, Instant checked) {}
