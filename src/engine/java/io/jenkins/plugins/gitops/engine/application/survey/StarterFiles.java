package io.jenkins.plugins.gitops.engine.application.survey;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A gitops.yaml and a Jenkinsfile to begin with. */
public final class StarterFiles {

    private static final String SCHEMA =
            "# yaml-language-server: $schema=https://raw.githubusercontent.com/jenkinsci/gitops-plugin/main/docs/gitops.schema.json\n";

    private final List<FoundApplication> applications;
    private final SortedSet<String> environments;
    private final boolean found;

    /**
     * Those of what was found.
     *
     * @param usual environments where nothing says which there are
     * @throws GitopsException when nothing was found
     */
    public StarterFiles(List<FoundApplication> applications, Collection<String> usual) {
        if (applications.isEmpty()) {
            throw new GitopsException(
                    "Nothing here can be delivered: no kustomization, no Helm chart, no Kubernetes manifest was found",
                    "Write manifests, for example k8s/shop.yaml with a Deployment; 'gitops init' then finds them");
        }
        this.applications = List.copyOf(applications);
        SortedSet<String> all = new TreeSet<>();
        applications.forEach(each -> all.addAll(each.environments()));
        this.found = !all.isEmpty();
        this.environments = found ? all : new TreeSet<>(usual);
    }

    /** The environment to begin with. */
    public String first() {
        return environments.contains("staging") ? "staging" : environments.first();
    }

    private String first(FoundApplication application) {
        List<String> only = only(application);
        return only.isEmpty() || only.contains(first()) ? first() : only.get(0);
    }

    /** A file that is read back before it is returned. */
    public String gitopsYaml() {
        StringBuilder text = new StringBuilder(SCHEMA);
        text.append("version: 1\napplications:\n");
        for (FoundApplication each : applications) {
            text.append("  ").append(each.name()).append(":\n");
            each.dockerfile().filter(folder -> !folder.isEmpty()).ifPresent(folder -> text.append("    path: ")
                    .append(quoted(folder))
                    .append('\n'));
            text.append("    manifests: ").append(quoted(each.manifests())).append('\n');
            boolean everywhere = each.environments().equals(environments);
            List<String> only = only(each);
            if (!only.isEmpty()) {
                text.append("    onlyIn: ").append(list(only)).append('\n');
            }
            if (!each.values().isEmpty() && everywhere) {
                text.append("    values: ").append(list(each.values())).append('\n');
            }
            Map<String, String> own = new TreeMap<>();
            for (String environment : each.environments()) {
                List<String> settings = new ArrayList<>();
                Optional.ofNullable(each.namespaces().get(environment))
                        .filter(set -> !set.equals(namespace(environment)))
                        .ifPresent(set -> settings.add("namespace: " + set));
                if (!each.values().isEmpty() && !everywhere) {
                    settings.add("values: "
                            + list(each.values().stream()
                                    .map(file -> file.replace("{environment}", environment))
                                    .toList()));
                }
                if (!settings.isEmpty()) {
                    own.put(environment, String.join(", ", settings));
                }
            }
            if (!own.isEmpty()) {
                text.append("    environments:\n");
                own.forEach((environment, settings) -> text.append("      ")
                        .append(environment)
                        .append(": {")
                        .append(settings)
                        .append("}\n"));
            }
        }
        text.append("environments:\n");
        for (String each : environments) {
            text.append("  ")
                    .append(each)
                    .append(":\n    namespace: ")
                    .append(namespace(each))
                    .append('\n');
        }
        ApplicationFile.parse(ApplicationFile.NAME, "", text.toString().getBytes(StandardCharsets.UTF_8));
        return text.toString();
    }

    /** The environments of an application that is not delivered to all; empty for one that is. */
    private List<String> only(FoundApplication application) {
        if (found && environments.size() > 1 && application.namesNamespace()) {
            return List.of(first());
        }
        return application.environments().isEmpty()
                        || application.environments().equals(environments)
                ? List.of()
                : List.copyOf(application.environments());
    }

    /** That of the kustomizations where they agree. Else of one application its name is in it, and several share one. */
    private String namespace(String environment) {
        List<String> set = applications.stream()
                .flatMap(each -> Optional.ofNullable(each.namespaces().get(environment)).stream())
                .distinct()
                .toList();
        if (set.size() == 1) {
            return set.get(0);
        }
        return applications.size() == 1 ? applications.get(0).name() + "-" + environment : environment;
    }

    /** Of the first application; absent where nothing is built. */
    public Optional<String> jenkinsfile() {
        return applications.stream()
                .filter(each -> each.dockerfile().isPresent() && !each.images().isEmpty())
                .findFirst()
                .map(this::jenkinsfile);
    }

    private String jenkinsfile(FoundApplication application) {
        String folder = application.dockerfile().orElse("");
        String image = application.images().stream()
                .filter(each -> each.endsWith("/" + application.name()) || each.equals(application.name()))
                .findFirst()
                .orElse(application.images().first());
        String build = "gitopsBuild name: " + groovy(image) + (folder.isEmpty() ? "" : ", context: " + groovy(folder));
        // The rest is in the other file, which the step reads.
        String deploy = applications.size() == 1
                ? "gitopsDeploy " + groovy(first())
                : "gitopsDeploy environment: " + groovy(first(application)) + ", application: "
                        + groovy(application.name());
        return """
                pipeline {
                  agent any
                  stages {
                    stage('Build')  { steps { <build> } }
                    // stage('Test') { steps { gitopsTest(junit: '**/TEST-*.xml') { sh './run-tests' } } }
                    stage('Deploy') { steps { <deploy> } }
                  }
                }
                """
                .replace("<deploy>", deploy)
                .replace("<build>", build);
    }

    private static String groovy(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(StarterFiles::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Anything but plain letters is quoted, as YAML may read it otherwise. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9./_-]*")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
