package io.jenkins.plugins.gitops.cli.application;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The one environment that a command is about. */
public final class EnvironmentOption {

    @Option(
            names = {"-e", "--environment"},
            required = true,
            paramLabel = "NAME",
            description = "Name of the environment.")
    private String environment;

    @Mixin
    private FileOption file;

    public String name() {
        return environment;
    }

    /**
     * The file that says which applications are delivered to it.
     *
     * @throws GitopsException when there is none, or it has no such environment
     */
    public ApplicationFile applications() {
        ApplicationFile content = file.needed().content();
        content.requireEnvironment(environment);
        return content;
    }
}
