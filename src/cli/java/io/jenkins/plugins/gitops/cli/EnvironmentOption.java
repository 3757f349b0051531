package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.FileOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The one environment that a command is about. */
final class EnvironmentOption {

    @Option(
            names = {"-e", "--environment"},
            required = true,
            paramLabel = "NAME",
            description = "Name of the environment.")
    private String environment;

    @Mixin
    private FileOption file;

    String name() {
        return environment;
    }
}
