package io.jenkins.plugins.gitops.cli.version;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        // A path may have a percent sign, which picocli would read as its own.
        return new String[] {BuildVersion.current().text().replace("%", "%%")};
    }
}
