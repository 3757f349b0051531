package io.jenkins.plugins.gitops.access;

import hudson.ExtensionPoint;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Tells who let a build go on at a question. There is one extension for each plugin whose step asks people. */
public interface AnswerSource extends ExtensionPoint {

    /**
     * The id of the user who answered the last question before a step, on the step's way through the Pipeline.
     *
     * @return empty when nobody was asked; {@code anonymous} when somebody answered who was not logged in
     */
    Optional<String> answeredBefore(FlowNode step);
}
