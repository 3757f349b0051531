package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldDiffTest {

    private static final ObjectRef SETTINGS = ObjectRef.of("v1", "ConfigMap", "shop", "settings");

    @Test
    void a_value_is_masked_where_its_name_says_that_it_is_a_secret() {
        assertThat(between("{'data':{'password':'hunter1','colour':'red'}}", "{'data':{'password':'b','colour':'c'}}"))
                .containsExactly("data.colour \"red\" \"c\"", "data.password (masked) (masked)");
        assertThat(between(
                        "{'env':[{'name':'DB_PASSWORD','value':'a'}]}", "{'env':[{'name':'DB_PASSWORD','value':'b'}]}"))
                .containsExactly("env[DB_PASSWORD].value (masked) (masked)");
        assertThat(between("{'env':[]}", "{'env':[{'name':'API_TOKEN','value':'a'}]}"))
                .containsExactly("env[API_TOKEN]  {\"name\":\"API_TOKEN\",\"value\":\"(masked)\"}");
        assertThat(between("{}", "{'data':{'passwords':['a'],'size':1}}"))
                .containsExactly("data  {\"passwords\":[\"(masked)\"],\"size\":1}");
    }

    @Test
    void what_seems_to_be_a_secret_is_masked_inside_of_a_longer_text() {
        assertThat(between(
                        "{'data':{'app.properties':'colour=red\\npassword=hunter1\\n'}}",
                        "{'data':{'app.properties':'colour=red\\n'}}"))
                .containsExactly("data.app.properties \"colour=red password=(masked) \" \"colour=red\\n\"");
        assertThat(between("{'args':[]}", "{'args':['--url=https://ann:hunter1@db/shop']}"))
                .containsExactly("args[0]  \"--url=https://ann:(masked)@db/shop\"");
    }

    @Test
    void what_only_speaks_of_a_secret_is_shown() {
        assertThat(between("{'secretName':'a','mountToken':true}", "{'secretName':'b','mountToken':false}"))
                .containsExactly("mountToken true false", "secretName \"a\" \"b\"");
    }

    @Test
    void a_member_s_name_is_in_one_bounded_line_and_told_from_others() {
        String name = "x".repeat(5000);

        List<String> paths = FieldDiff.between(
                        SETTINGS,
                        json("{'subjects':[]}"),
                        json("{'subjects':[{'name':'a\\nb'},{'name':'a b'},{'name':'" + name + "1'},{'name':'" + name
                                + "2'}]}"))
                .stream()
                .map(FieldChange::path)
                .toList();

        assertThat(paths).hasSize(4).doesNotHaveDuplicates().allSatisfy(path -> assertThat(path)
                .hasSizeLessThan(140)
                .doesNotContain("\n"));
        assertThat(paths).contains("subjects[a b]");
    }

    private static List<String> between(String before, String after) {
        return FieldDiff.between(SETTINGS, json(before), json(after)).stream()
                .map(change -> change.path() + " " + change.before() + " " + change.after())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return ClusterJson.MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
