package io.jenkins.plugins.gitops.steps.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import java.util.List;

/** What a step asks for: the parameters of {@code gitopsDeploy}, of which other steps set a part. Null is what it does not say. */
public interface DeployParameters {

    /** The step as the script names it, for messages. */
    String function();

    String getEnvironment();

    String getApplication();

    String getFile();

    String getManifests();

    List<String> getValues();

    /** Empty for what the build has built. */
    List<String> getImages();

    String getPromoteFrom();

    String getRollbackTo();

    boolean isSync();

    boolean isChanged();

    /**
     * The options of the delivery: the step's settings, and the others' where the step has none.
     *
     * @param others the environment's, with what gitops.yaml says
     * @throws GitopsException when a value does not exist
     */
    DeployOptions over(DeployOptions others);
}
