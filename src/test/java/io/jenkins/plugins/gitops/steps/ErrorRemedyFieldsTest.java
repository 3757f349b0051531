package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What messages tell people to set in Jenkins is there: a parameter of the step, or a field of a form. */
class ErrorRemedyFieldsTest {

    private static final Pattern FIELD =
            Pattern.compile("(\\w+)(?:: [^,]+)? (in a Pipeline|of the [\\w' ]+ in Jenkins), ");
    private static final Map<String, Class<?>> PLACES = Map.of(
            "in a Pipeline", DeployStep.class,
            "of the environment in Jenkins", EnvironmentEntry.class,
            "of the environment's commits in Jenkins", CommitSettings.class,
            "of the registry in Jenkins", RegistryEntry.class);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REMOVAL_WITH_DATA")
    void names_a_parameter_or_a_field(ErrorRemedy way) {
        Matcher field = FIELD.matcher(way.words("name"));

        assertThat(field.find()).as(way.words("name")).isTrue();
        assertThat(PLACES).containsKey(field.group(2));
        String name = field.group(1);
        String suffix = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        assertThat(Arrays.stream(PLACES.get(field.group(2)).getMethods()).map(method -> method.getName()))
                .containsAnyOf("get" + suffix, "is" + suffix);
    }
}
