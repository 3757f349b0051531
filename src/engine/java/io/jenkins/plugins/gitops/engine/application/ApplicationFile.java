package io.jenkins.plugins.gitops.engine.application;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.manifest.yaml.SettingsMapping;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file {@code gitops.yaml}: the applications of a repository, and the environments that they are delivered to. What is said
 * further inside counts: an application's own word for an environment, then the environment's, the application's, the file's.
 */
public final class ApplicationFile {

    public static final String NAME = "gitops.yaml";

    /** What is larger is no file that a person wrote. */
    public static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_APPLICATIONS = 1_000;
    private static final String VERSION = "version";
    private static final String CURRENT = "1";
    private static final String APPLICATIONS = "applications";
    private static final String ENVIRONMENTS = "environments";
    private static final String PATH = "path";
    private static final String INPUTS = "inputs";
    private static final String DEPENDS_ON = "dependsOn";
    private static final String ONLY_IN = "onlyIn";

    private final String path;
    private final String folder;
    private final Settings common;
    private final Map<String, DeclaredApplication> applications;
    private final Map<String, Settings> environments;

    private ApplicationFile(
            String path,
            String folder,
            Settings common,
            Map<String, DeclaredApplication> applications,
            Map<String, Settings> environments) {
        this.path = path;
        this.folder = folder;
        this.common = common;
        this.applications = applications;
        this.environments = environments;
    }

    /**
     * Reads it.
     *
     * @param path as messages name the file
     * @param folder that it is in, from the repository's root; {@code ""} for the root
     * @throws GitopsException with file and line, when something in it is not known, missing, wrong, or contradicts itself
     */
    public static ApplicationFile parse(String path, String folder, byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new GitopsException(
                    path + " is larger than " + MOST_BYTES + " bytes", "Leave out what is no setting of a delivery");
        }
        SettingsMapping file = SettingsMapping.of(YamlFile.parse(path, content));
        requireVersion(file);
        file.require(keys(VERSION, APPLICATIONS, ENVIRONMENTS));
        Map<String, Settings> environments = new LinkedHashMap<>();
        file.mapping(ENVIRONMENTS).mappings().forEach((name, mapping) -> {
            mapping.require(keys());
            environments.put(name, Settings.of(mapping, folder));
        });
        requireNames(file, ENVIRONMENTS, environments.keySet());
        Map<String, DeclaredApplication> applications = new LinkedHashMap<>();
        file.mapping(APPLICATIONS)
                .mappings()
                .forEach((name, mapping) ->
                        applications.put(name, application(name, folder, mapping, environments.keySet())));
        requireNames(file, APPLICATIONS, applications.keySet());
        if (applications.size() > MOST_APPLICATIONS) {
            throw file.at(APPLICATIONS, "there are more than " + MOST_APPLICATIONS, "Write a file in each folder");
        }
        ApplicationFile read = new ApplicationFile(path, folder, Settings.of(file, folder), applications, environments);
        read.requireSomethingIn(file.mapping(ENVIRONMENTS));
        read.requireDependencies(file.mapping(APPLICATIONS));
        read.requirePlacesOfTheirOwn();
        return read;
    }

    private static void requireVersion(SettingsMapping file) {
        String version = file.text(VERSION)
                .orElseThrow(() -> file.at(VERSION, "'version' is missing", "Write 'version: 1' as the first line"));
        if (!version.equals(CURRENT)) {
            throw file.at(
                    VERSION,
                    "the version '" + ShownText.line(version, TextLimits.SHOWN) + "' is not known",
                    "Write 'version: 1', or use a newer version of this program");
        }
    }

    private static void requireNames(SettingsMapping file, String what, Collection<String> names) {
        if (names.isEmpty()) {
            throw file.at(
                    what,
                    "there are no " + what,
                    "Name at least one below '" + what + ":'; 'gitops init' writes a file to begin with");
        }
        for (String name : names) {
            // The same rule for both: either becomes a part of names in the cluster.
            SettingsMapping named = file.mapping(what);
            named.checked(
                    name,
                    () -> new DeliveryTarget(
                            what.equals(APPLICATIONS) ? name : "any", what.equals(ENVIRONMENTS) ? name : "any"));
        }
    }

    private static DeclaredApplication application(
            String name, String folder, SettingsMapping mapping, Set<String> environments) {
        mapping.require(keys(PATH, INPUTS, DEPENDS_ON, ONLY_IN, ENVIRONMENTS));
        Set<String> onlyIn = new TreeSet<>(mapping.texts(ONLY_IN));
        onlyIn.forEach(environment -> requireKnown(mapping, ONLY_IN, name, environment, environments));
        Map<String, Settings> own = new LinkedHashMap<>();
        SettingsMapping named = mapping.mapping(ENVIRONMENTS);
        named.mappings().forEach((environment, inside) -> {
            requireKnown(named, environment, name, environment, environments);
            if (!onlyIn.isEmpty() && !onlyIn.contains(environment)) {
                throw named.at(
                        environment,
                        "'" + name + "' is not delivered to '" + environment + "': its '" + ONLY_IN
                                + "' does not name it",
                        "Add it to '" + ONLY_IN + "', or take out what is said of it here");
            }
            inside.require(keys());
            own.put(environment, Settings.of(inside, folder));
        });
        return new DeclaredApplication(
                name,
                mapping.checked(
                        PATH, () -> Settings.inside(folder, mapping.text(PATH).orElse("."))),
                mapping.texts(INPUTS).stream()
                        .map(input -> mapping.checked(INPUTS, () -> Settings.inside(folder, input)))
                        .toList(),
                new TreeSet<>(mapping.texts(DEPENDS_ON)),
                onlyIn,
                Settings.of(mapping, folder),
                own);
    }

    private static void requireKnown(
            SettingsMapping mapping, String key, String application, String environment, Set<String> environments) {
        if (!environments.contains(environment)) {
            throw mapping.at(
                    key,
                    "the environment '" + ShownText.line(environment, TextLimits.SHOWN) + "' of the application '"
                            + application + "' is not among the file's",
                    NearestName.of(environment, environments)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse("Add it to '" + ENVIRONMENTS + "' at the top level as well"));
        }
    }

    private static List<String> keys(String... further) {
        List<String> keys = new ArrayList<>(List.of(further));
        keys.addAll(Setting.keys());
        return keys;
    }

    private void requireSomethingIn(SettingsMapping declared) {
        for (String environment : environments.keySet()) {
            if (applicationsIn(environment).isEmpty()) {
                throw declared.at(
                        environment,
                        "no application is delivered to '" + environment + "': each has an '" + ONLY_IN
                                + "' that does not name it",
                        "Take the environment out, or add it to the '" + ONLY_IN + "' of an application");
            }
        }
    }

    private void requireDependencies(SettingsMapping declared) {
        for (DeclaredApplication each : applications.values()) {
            SettingsMapping mapping = declared.mapping(each.name());
            for (String needed : each.dependsOn()) {
                if (!applications.containsKey(needed)) {
                    throw mapping.at(
                            DEPENDS_ON,
                            "there is no application '" + ShownText.line(needed, TextLimits.SHOWN) + "'",
                            nearest(needed, applications.keySet()));
                }
            }
            mapping.checked(DEPENDS_ON, () -> inOrder(Set.of(each.name())));
        }
    }

    /** Two that render the same files would own the same objects. */
    private void requirePlacesOfTheirOwn() {
        for (String environment : environments.keySet()) {
            Map<String, String> owners = new LinkedHashMap<>();
            for (String name : applicationsIn(environment)) {
                Settings settings = settings(name, environment);
                settings.get(Setting.MANIFESTS).ifPresent(manifests -> {
                    String place = manifests.texts().get(0)
                            + settings.get(Setting.VALUES)
                                    .map(values -> " with " + values.texts())
                                    .orElse("")
                            + settings.text(Setting.NAMESPACE)
                                    .map(namespace -> " in " + namespace)
                                    .orElse("");
                    String other = owners.putIfAbsent(place, name);
                    if (other != null) {
                        throw new GitopsException(
                                manifests.at() + ": '" + other + "' and '" + name + "' deliver the same manifests to '"
                                        + environment + "': " + place,
                                "Give each its own folder, or a values file or namespace of its own");
                    }
                });
            }
        }
    }

    /** As messages name the file. */
    public String path() {
        return path;
    }

    public Collection<DeclaredApplication> applications() {
        return applications.values();
    }

    /** Of all applications, in the file's order. */
    public List<String> names() {
        return List.copyOf(applications.keySet());
    }

    public Set<String> environments() {
        return environments.keySet();
    }

    /**
     * Those that are delivered to an environment, in the file's order.
     *
     * @throws GitopsException with the nearest name, when the file has no such environment
     */
    public List<String> applicationsIn(String environment) {
        requireEnvironment(environment);
        return applications.values().stream()
                .filter(each -> each.isDeliveredTo(environment))
                .map(DeclaredApplication::name)
                .toList();
    }

    /**
     * Those that an application is delivered to, in the file's order.
     *
     * @throws GitopsException with the nearest name, when there is none of that name
     */
    public List<String> environmentsOf(String application) {
        DeclaredApplication declared = application(application);
        return environments.keySet().stream().filter(declared::isDeliveredTo).toList();
    }

    /** @throws GitopsException with the nearest name, when the file has no such environment */
    public void requireEnvironment(String environment) {
        if (!environments.containsKey(environment)) {
            throw missing("environment", environment, environments.keySet());
        }
    }

    /** @throws GitopsException with the nearest name, when there is none of that name */
    public DeclaredApplication application(String name) {
        return Optional.ofNullable(applications.get(name))
                .orElseThrow(() -> missing("application", name, applications.keySet()));
    }

    /**
     * All that is said of the deliveries of an application to an environment.
     *
     * @throws GitopsException with the nearest name, when one of the two is not in the file; when the application is not delivered
     *     to the environment
     */
    public Settings settings(String application, String environment) {
        DeclaredApplication declared = application(application);
        requireEnvironment(environment);
        if (!declared.isDeliveredTo(environment)) {
            throw new GitopsException(
                    path + ": '" + application + "' is not delivered to '" + environment + "'",
                    "Name one of its environments (" + String.join(", ", environmentsOf(application))
                            + "), or add this one to its '" + ONLY_IN + "'");
        }
        return settings(declared, environment);
    }

    /**
     * What is said of an application that may have been delivered to an environment before, and may be left out of it since: for
     * what looks at that, or takes it away.
     *
     * @throws GitopsException with the nearest name, when one of the two is not in the file
     */
    public Settings settingsToRemove(String application, String environment) {
        DeclaredApplication declared = application(application);
        requireEnvironment(environment);
        return settings(declared, environment);
    }

    private Settings settings(DeclaredApplication declared, String environment) {
        Settings all = common.with(declared.settings()).with(environments.get(environment));
        return Optional.ofNullable(declared.environments().get(environment))
                .map(all::with)
                .orElse(all)
                .in(environment, folder);
    }

    private GitopsException missing(String what, String name, Set<String> known) {
        return new GitopsException(
                path + " has no " + what + " '" + ShownText.line(name, TextLimits.SHOWN) + "'", nearest(name, known));
    }

    private static String nearest(String name, Collection<String> known) {
        return NearestName.of(name, known)
                .map(near -> "Did you mean '" + near + "'?")
                .orElse("Add it, or name one of " + String.join(", ", known));
    }

    /**
     * Some applications so that each comes after those that it depends on, and else in the file's order.
     *
     * @throws GitopsException when they depend on each other
     */
    public List<String> inOrder(Collection<String> chosen) {
        Set<String> ordered = new LinkedHashSet<>();
        for (String name : applications.keySet()) {
            if (chosen.contains(name)) {
                visit(name, ordered, new LinkedHashSet<>());
            }
        }
        return ordered.stream().filter(chosen::contains).toList();
    }

    private void visit(String name, Set<String> ordered, Set<String> above) {
        if (ordered.contains(name)) {
            return;
        }
        if (!above.add(name)) {
            throw new GitopsException(
                    "these applications depend on each other: " + String.join(" > ", above) + " > " + name,
                    "Take out one 'dependsOn'");
        }
        new TreeSet<>(applications.get(name).dependsOn()).forEach(needed -> visit(needed, ordered, above));
        above.remove(name);
        ordered.add(name);
    }
}
