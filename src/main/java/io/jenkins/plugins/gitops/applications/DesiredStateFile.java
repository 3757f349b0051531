package io.jenkins.plugins.gitops.applications;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.checkout.DesiredStateRepository;
import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.application.ApplicationChoice;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.delivery.request.SettingsFile;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The gitops.yaml at the tip of the branch with the desired state. It is never that of the built commit: what a change request
 * writes into the file counts when it is merged. The delivery that is requested checks that the file is still the same at the
 * commit that it delivers.
 */
public final class DesiredStateFile {

    private final SettingsFile file;
    private final Optional<Declared> declared;
    private final Optional<GitopsException> unread;

    private DesiredStateFile(SettingsFile file, Optional<Declared> declared, Optional<GitopsException> unread) {
        this.file = file;
        this.declared = declared;
        this.unread = unread;
    }

    /**
     * What the file says.
     *
     * @param checkedOut whether it is in a repository that the build checked out
     */
    private record Declared(ApplicationFile content, Revision at, EnvironmentLimits limits, boolean checkedOut) {}

    /** What is at a path of the tip. */
    private record Found(RevisionTree.Kind kind, Optional<String> fingerprint, byte[] content, Revision tip) {

        static Found at(String path, RevisionTree tree) {
            RevisionTree.Kind kind = tree.kind(path);
            byte[] content = kind == RevisionTree.Kind.FILE ? tree.read(path) : new byte[0];
            return new Found(kind, tree.fingerprint(path), content, tree.revision());
        }
    }

    /**
     * Reads it. A repository that cannot be asked is no error here: it is one where something of the file is needed, and else the
     * delivery asks again, and is refused when it finds the file.
     *
     * @param named the file, or the folder that it is in; null for the root of the repository
     * @throws GitopsException when the file is wrong, or one that was named is not there
     */
    public static DesiredStateFile read(EnvironmentEntry environment, Run<?, ?> build, String named) {
        String path = path(named);
        GitRemote remote;
        Found found;
        boolean checkedOut;
        try {
            remote = CredentialAccess.remote(environment, build);
            checkedOut = DesiredStateRepository.of(environment, build).isCheckedOut();
            try (RemoteBranch branch = DeliveryContexts.branch(environment, build)) {
                found = Found.at(path, branch.tree(branch.fetchTip()));
            }
        } catch (GitopsException e) {
            return unread(path, e);
        } catch (RuntimeException | Error fault) {
            // The delivery meets it again, tells it, and tries again where it may pass.
            return unread(
                    path,
                    new GitopsException(
                            "A fault of this plugin, " + fault.getClass().getName(),
                            "Report it with what Jenkins' system log says of it",
                            fault));
        }
        if (found.kind() != RevisionTree.Kind.FILE && (named != null || found.kind() != RevisionTree.Kind.MISSING)) {
            throw new GitopsException(
                    "There is no file " + shown(path) + " on the branch " + remote.branch() + " of " + remote.url()
                            + " (at " + found.tip().abbreviated() + ")"
                            + (found.kind() == RevisionTree.Kind.SYMLINK ? ", but a symbolic link" : ""),
                    "Correct the path (file: 'FOLDER'), or commit the file there; links are not followed");
        }
        Optional<Declared> declared = Optional.of(found)
                .filter(any -> any.kind() == RevisionTree.Kind.FILE)
                .map(there -> new Declared(
                        ApplicationFile.parse(path, folder(path), there.content()),
                        there.tip(),
                        new EnvironmentLimits(environment, remote, () -> CredentialAccess.cluster(environment, build)
                                .server()
                                .toString()),
                        checkedOut));
        return new DesiredStateFile(new SettingsFile(path, found.fingerprint()), declared, Optional.empty());
    }

    private static DesiredStateFile unread(String path, GitopsException why) {
        return new DesiredStateFile(new SettingsFile(path, Optional.empty()), Optional.empty(), Optional.of(why));
    }

    /** The path of a file that a step may name by its folder. */
    private static String path(String named) {
        if (named == null) {
            return ApplicationFile.NAME;
        }
        String path = TreePath.of(named);
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return path;
        }
        return path.isEmpty() ? ApplicationFile.NAME : path + "/" + ApplicationFile.NAME;
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String shown(String text) {
        return ShownText.line(text, TextLimits.SHOWN);
    }

    /** What the request has to know of it. */
    public SettingsFile file() {
        return file;
    }

    /**
     * To be called where the settings of a step do not suffice.
     *
     * @throws GitopsException when the branch could not be asked for the file
     */
    public void requireRead() {
        unread.ifPresent(trouble -> {
            throw trouble;
        });
    }

    /**
     * The application of a step that names none: the only one, or that of the image. In a repository that the build did not check
     * out others deliver too, so the only one there is not meant by itself.
     *
     * @return empty where there is no file
     * @throws GitopsException when it is not clear which one is meant
     */
    public Optional<String> application(List<ImageReference> images) {
        return declared.map(there -> application(there, images));
    }

    private static String application(Declared there, List<ImageReference> images) {
        List<String> names = there.content().names();
        ApplicationChoice choice = new ApplicationChoice(there.content());
        return (there.checkedOut() ? choice.by("", () -> images, Optional.empty()) : choice.byImage(images))
                .orElseThrow(() -> new GitopsException(
                        there.content().path()
                                + (names.size() == 1
                                        ? " is in a repository that this build has not checked out, so its only"
                                                + " application is not meant by itself"
                                        : " has several applications, and none is named"),
                        "Name the application: " + shown(String.join(", ", names)) + " (application: '" + names.get(0)
                                + "')"));
    }

    /**
     * What it says of the deliveries of an application to the environment.
     *
     * @throws GitopsException when the file has no such application or environment, or asks for more than is allowed
     */
    public DeclaredSettings settings(String application) {
        return declared.map(there -> DeclaredSettings.within(
                        there.limits(),
                        there.content()
                                .settings(application, there.limits().entry().getName())))
                .orElse(DeclaredSettings.NONE);
    }

    /**
     * What it says of an application that may be left out of the environment since it was delivered.
     *
     * @throws GitopsException as above
     */
    public DeclaredSettings settingsToRemove(String application) {
        return declared.map(there -> DeclaredSettings.within(
                        there.limits(),
                        there.content()
                                .settingsToRemove(
                                        application, there.limits().entry().getName())))
                .orElse(DeclaredSettings.NONE);
    }

    /** The files and folders that an application is built from; the whole repository where the file has no such application. */
    public Set<String> built(String application) {
        return declared.stream()
                .flatMap(there -> there.content().applications().stream())
                .filter(each -> each.name().equals(application))
                .findFirst()
                .map(each -> {
                    Set<String> paths = new TreeSet<>(each.inputs());
                    paths.add(each.path());
                    return paths;
                })
                .orElse(Set.of(""));
    }

    /** What people should know of it, for a build's log; empty where there is no file. */
    public Optional<String> note(String application, DeclaredSettings settings) {
        return declared.map(there -> "[gitops] " + shown(there.content().path()) + " at "
                + there.at().abbreviated() + " describes " + application + " in "
                + there.limits().entry().getName()
                + (settings.text().isEmpty() ? "" : ": " + settings.text())
                + settings.context()
                        .map(context -> ". Its context '" + shown(context)
                                + "' is for the command line; this goes to the environment's cluster, "
                                + there.limits().entry().getCluster())
                        .orElse(""));
    }
}
