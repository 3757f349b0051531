package io.jenkins.plugins.gitops.cli.manual;

import io.jenkins.plugins.gitops.cli.GitopsCommand;
import io.jenkins.plugins.gitops.cli.version.BuildVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;

/** All pages and completions, as files below the archive's {@code share}. The build runs it. */
public final class Manual {

    private Manual() {}

    /** Writes them below the folder that is named. */
    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, String> file :
                files(BuildVersion.current().version()).entrySet()) {
            Path path = Path.of(arguments[0]).resolve(file.getKey());
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file.getValue());
        }
    }

    /** By path, where each shell and {@code man} look below a prefix. */
    static Map<String, String> files(String version) {
        CommandLine commandLine = GitopsCommand.commandLine();
        DescribedCommand root = DescribedCommand.of(commandLine);
        Map<String, String> files = new TreeMap<>();
        root.all()
                .forEach(command -> files.put("man/man1/" + command.name("-") + ".1", ManualPage.of(command, version)));
        files.put("bash-completion/completions/gitops", AutoComplete.bash("gitops", commandLine));
        files.put("zsh/site-functions/_gitops", ZshCompletion.of(root));
        files.put("fish/vendor_completions.d/gitops.fish", FishCompletion.of(root));
        return files;
    }
}
