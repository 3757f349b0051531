package io.jenkins.plugins.gitops.engine.application.survey;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What people call the folders of a repository, and what that says. */
final class FolderNames {

    /** What is in there is somebody else's, or of a test. */
    private static final Set<String> NOT_OURS = Set.of(
            "node_modules",
            "vendor",
            "third_party",
            "testdata",
            "test",
            "tests",
            "target",
            "build",
            "dist",
            ".github",
            ".gitlab",
            ".circleci",
            ".tekton");

    /** Folders whose name says where something is, and not what. */
    private static final Set<String> GENERIC = Set.of(
            "k8s",
            "kubernetes",
            "kube",
            "manifests",
            "manifest",
            "deploy",
            "deployment",
            "deployments",
            "overlays",
            "overlay",
            "environments",
            "environment",
            "envs",
            "env",
            "base",
            "bases",
            "helm",
            "chart",
            "charts",
            "config",
            "kustomize",
            "infra",
            "infrastructure",
            "ops",
            "gitops",
            "yaml",
            "resources",
            "apps",
            "services",
            "src",
            "release",
            "releases",
            "install");

    private static final Set<String> OVERLAYS = Set.of("overlays", "overlay", "environments", "envs", "env");

    private static final Set<String> USUAL_ENVIRONMENTS = Set.of(
            "dev",
            "develop",
            "development",
            "test",
            "testing",
            "qa",
            "int",
            "integration",
            "uat",
            "stage",
            "staging",
            "preprod",
            "pre-prod",
            "prod",
            "production",
            "live",
            "demo",
            "local",
            "sandbox",
            "preview");

    private FolderNames() {}

    /** Whether no folder of the path says that what is in it is somebody else's, or of a test. */
    static boolean ours(String path) {
        for (String part : path.split("/")) {
            if (NOT_OURS.contains(part)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what is in it are environments, however they are called. */
    static boolean isOverlays(String parent) {
        return OVERLAYS.contains(TreePath.lastPart(parent));
    }

    /** @param any whether any label is one */
    static boolean isEnvironment(String name, boolean any) {
        return DnsLabel.matches(name) && (any || USUAL_ENVIRONMENTS.contains(name));
    }

    /** The last folder whose name says what it is. */
    static Optional<String> named(String path) {
        String name = "";
        for (String part : path.split("/")) {
            if (!GENERIC.contains(part.toLowerCase(Locale.ROOT))
                    && !part.equals("{environment}")
                    && !part.equals(".")
                    && !USUAL_ENVIRONMENTS.contains(part)) {
                name = part;
            }
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(label(name));
    }

    /** A DNS label of at most 50 characters that is like the name. */
    static String label(String name) {
        String label =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String cut = label.length() > 50 ? label.substring(0, 50).replaceAll("-$", "") : label;
        return cut.isEmpty() ? "application" : cut;
    }
}
