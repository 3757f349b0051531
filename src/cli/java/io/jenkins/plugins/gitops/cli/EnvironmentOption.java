package io.jenkins.plugins.gitops.cli;

import picocli.CommandLine.Option;

/** The one environment that a command is about. */
final class EnvironmentOption {

    @Option(
            names = {"-e", "--environment"},
            required = true,
            paramLabel = "NAME",
            description = "Environment to deliver to.")
    private String environment;

    String name() {
        return environment;
    }
}
