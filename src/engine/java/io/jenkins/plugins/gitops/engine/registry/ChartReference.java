package io.jenkins.plugins.gitops.engine.registry;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chart in a registry, at one version.
 *
 * @param host with its port
 * @param repository path of the chart in the registry, with its name
 * @param version an exact one (SemVer 2)
 */
public record ChartReference(String host, String repository, String version) {

    private static final String SCHEME = "oci://";
    private static final Pattern ADDRESS = Pattern.compile(
            "oci://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?)((?:/[a-z0-9._-]{1,128}){0,20})/?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final Pattern VERSION = Pattern.compile(
            "v?[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(?:-[0-9A-Za-z.-]{1,64})?(?:\\+[0-9A-Za-z.-]{1,64})?");

    /** Whether a chart's repository is a registry. */
    public static boolean isRegistry(String repository) {
        return repository.startsWith(SCHEME);
    }

    /** Whether a version is one, and no range of several. */
    public static boolean isExact(String version) {
        return VERSION.matcher(version).matches();
    }

    /**
     * What a dependency of a chart names.
     *
     * @param repository {@code oci://registry.example/charts}
     * @throws GitopsException when there can be no such chart
     */
    public static ChartReference of(String repository, String name, String version) {
        Matcher address = ADDRESS.matcher(repository);
        if (!address.matches() || !NAME.matcher(name).matches() || repository.contains("..")) {
            throw new GitopsException(
                    "The chart '" + name + "' at '" + repository + "' cannot be in a registry",
                    "Write the repository as oci://registry.example/path, without the chart's name, and the name in lower case");
        }
        if (!isExact(version)) {
            throw new GitopsException(
                    "The version '" + version + "' of the chart '" + name + "' is none that is exact",
                    "Pin it: run 'helm dependency update' there, and commit Chart.lock");
        }
        String path = address.group(2).isEmpty() ? name : address.group(2).substring(1) + "/" + name;
        return new ChartReference(address.group(1).toLowerCase(Locale.ROOT), path, version);
    }

    /** A tag has no plus sign; Helm writes it so. */
    String tag() {
        return version.replace('+', '_');
    }

    @Override
    public String toString() {
        return SCHEME + host + "/" + repository + ":" + version;
    }
}
