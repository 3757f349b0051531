/**
 * What a repository seems to deliver, for a first gitops.yaml. Comes in: its files. Goes out: what was found, as a person would
 * describe it, and the files to begin with. It guesses, so a person reads what it writes.
 */
package io.jenkins.plugins.gitops.engine.application.survey;
