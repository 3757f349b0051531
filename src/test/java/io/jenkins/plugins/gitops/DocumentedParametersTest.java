package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;

/** The tables of the documents have the parameters that there are. */
@WithSharedJenkins
class DocumentedParametersTest {

    /** The first cell of a row: one parameter or several, in bold when required; marked where a step can set it. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ((?:\\*\\*)?`\\w+`(?:\\*\\*)?(?:, `\\w+`)*)(?: \\*\\(step\\)\\*)? \\|");

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern RESULT = Pattern.compile("`(?:image|tests|deploy|drift|delete)\\.(\\w+)`");

    @BeforeAll
    static void one_jenkins(JenkinsRule rule) {
        assertThat(rule.jenkins.getPlugin("structs")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "steps, gitopsBuild, steps.BuildStep",
        "steps, gitopsTest, steps.TestStep",
        "deploy-step, gitopsDeploy, steps.DeployStep",
        "environment-steps, gitopsSync, steps.SyncStep",
        "environment-steps, gitopsDrift, steps.DriftStep",
        "environment-steps, gitopsDelete, steps.DeleteStep",
        "clusters, A cluster, environments.ClusterEntry",
        "environments, An environment, environments.EnvironmentEntry",
        "commit-messages, Commits, environments.CommitSettings",
        "registries, A registry, environments.RegistryEntry",
        "environments, 'The job''s page', environments.GitopsJobProperty"
    })
    void every_parameter_and_whether_it_is_required(String document, String section, String type) throws Exception {
        Map<String, Boolean> actual = new TreeMap<>();
        for (DescribableParameter parameter : new DescribableModel<>(type(type)).getParameters()) {
            actual.put(parameter.getName(), parameter.isRequired());
        }

        Map<String, Boolean> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Document.at("docs/" + document + ".md").section(section));
        while (row.find()) {
            boolean required = row.group(1).startsWith("**");
            NAME.matcher(row.group(1)).results().forEach(name -> documented.put(name.group(1), required));
        }
        assertThat(documented).isEqualTo(actual);
    }

    @ParameterizedTest
    @CsvSource({
        "steps, gitopsBuild, steps.ImageResult",
        "steps, gitopsTest, steps.TestResult",
        "deploy-step, gitopsDeploy, steps.DeployResult",
        "environment-steps, gitopsDrift, steps.DriftResult",
        "environment-steps, gitopsDelete, steps.DeleteResult"
    })
    void every_value_of_a_result(String document, String section, String type) throws Exception {
        Set<String> actual = new TreeSet<>();
        Arrays.stream(type(type).getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Whitelisted.class))
                .map(method -> method.getName())
                .filter(name -> !name.equals("toString"))
                .map(name -> name.replaceFirst("^(get|is)", "").toLowerCase(Locale.ROOT))
                .forEach(actual::add);

        Set<String> documented = new TreeSet<>();
        Matcher value = RESULT.matcher(Document.at("docs/" + document + ".md").section(section));
        while (value.find()) {
            documented.add(value.group(1).toLowerCase(Locale.ROOT));
        }
        assertThat(documented).isEqualTo(actual);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(DocumentedParametersTest.class.getPackageName() + "." + name);
    }
}
