package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.Document;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What {@code docs/steps.md} says of the steps is what they have. */
@WithJenkins
class StepsDocumentTest {

    private static final Pattern PARAMETER = Pattern.compile("(?m)^\\| (\\*\\*)?`(\\w+)`");
    private static final Pattern RESULT = Pattern.compile("`(?:image|tests|deploy)\\.(\\w+)`");

    @ParameterizedTest
    @CsvSource({"gitopsBuild, BuildStep", "gitopsTest, TestStep", "gitopsDeploy, DeployStep"})
    void has_every_parameter_and_whether_it_is_required(String step, String type, JenkinsRule jenkins)
            throws Exception {
        Map<String, Boolean> actual = new TreeMap<>();
        for (DescribableParameter parameter : new DescribableModel<>(type(type)).getParameters()) {
            actual.put(parameter.getName(), parameter.isRequired());
        }

        Map<String, Boolean> documented = new TreeMap<>();
        String section = Document.at("docs/steps.md").section(step);
        Matcher row = PARAMETER.matcher(section);
        while (row.find()) {
            documented.put(row.group(2), row.group(1) != null);
        }
        assertThat(documented).isEqualTo(actual);
    }

    @ParameterizedTest
    @CsvSource({"gitopsBuild, ImageResult", "gitopsTest, TestResult", "gitopsDeploy, DeployResult"})
    void has_every_value_of_the_result(String step, String type, JenkinsRule jenkins) throws Exception {
        Set<String> actual = new TreeSet<>();
        Arrays.stream(type(type).getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Whitelisted.class))
                .map(method -> method.getName())
                .filter(name -> !name.equals("toString"))
                .map(name -> name.replaceFirst("^(get|is)", "").toLowerCase(Locale.ROOT))
                .forEach(actual::add);

        Set<String> documented = new TreeSet<>();
        Matcher value = RESULT.matcher(Document.at("docs/steps.md").section(step));
        while (value.find()) {
            documented.add(value.group(1));
        }
        assertThat(documented).isEqualTo(actual);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(StepsDocumentTest.class.getPackageName() + "." + name);
    }
}
