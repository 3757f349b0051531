package io.jenkins.plugins.gitops.cli.status;

import io.jenkins.plugins.gitops.cli.application.LocatedFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which environments of which applications a command is about: all of gitops.yaml, or those that are named. */
public final class NamedTargets {

    private NamedTargets() {}

    /**
     * In the file's order.
     *
     * @param file that is named; otherwise the nearest to the folder
     * @throws GitopsException when neither the file nor the names say which, or the file does not have a name
     */
    public static List<DeliveryTarget> of(
            Optional<Path> file,
            boolean noFile,
            Path folder,
            Optional<String> application,
            Optional<String> environment) {
        Optional<LocatedFile> located = noFile
                ? Optional.empty()
                : file.map(named -> Optional.of(LocatedFile.at(folder.resolve(named), folder)))
                        .orElseGet(() -> LocatedFile.around(folder));
        if (located.isEmpty()) {
            if (application.isEmpty() || environment.isEmpty()) {
                throw new GitopsException(
                        "There is no gitops.yaml here that says which applications and environments there are",
                        "Name one with --application and --environment, or write the file with 'gitops init'");
            }
            return List.of(new DeliveryTarget(application.get(), environment.get()));
        }
        List<DeliveryTarget> all = located.get().content().names().stream()
                .filter(each -> application.isEmpty() || application.get().equals(each))
                .flatMap(each -> environments(located.get().content(), each, application.isPresent()).stream()
                        .filter(named ->
                                environment.isEmpty() || environment.get().equals(named))
                        .map(named -> new DeliveryTarget(each, named)))
                .toList();
        if (all.isEmpty()) {
            // With the nearest name.
            located.get()
                    .content()
                    .settings(application.orElse(located.get().content().names().get(0)), environment.orElse(""));
        }
        return all;
    }

    /** Of one that is named also those that it is left out of: something may run there since before. */
    private static Collection<String> environments(ApplicationFile file, String application, boolean named) {
        return named ? file.environments() : file.environmentsOf(application);
    }
}
