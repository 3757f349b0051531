package io.jenkins.plugins.gitops.engine.cluster.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAccessTest {

    private static final String KUBECONFIG = ClusterScene.read("kubeconfig.yaml");

    @Test
    void the_current_context_says_server_authority_identity_and_namespace() {
        ClusterAccess access = read(KUBECONFIG, Optional.empty());

        assertThat(access.server()).hasToString("https://staging.example:6443");
        assertThat(access.certificateAuthority()).contains("the authority\n");
        assertThat(access.token()).contains("s3cr3t-token");
        assertThat(access.namespace()).contains("shop");
        assertThat(access.verifyCertificate()).isTrue();
    }

    @Test
    void another_context_can_be_named() {
        ClusterAccess access = read(KUBECONFIG, Optional.of("production"));

        assertThat(access.server()).hasToString("https://production.example:6443");
        assertThat(access.clientCertificate()).contains("certificate\n");
        assertThat(access.clientKey()).contains("key\n");
    }

    @Test
    void no_secret_is_in_its_text() {
        assertThat(read(KUBECONFIG, Optional.empty()).toString())
                .doesNotContain("s3cr3t")
                .contains("token");
    }

    @ParameterizedTest
    @CsvSource({
        "certificate-authority, cluster 'staging'",
        "proxy-url, cluster 'staging'",
        "exec, user 'deployer'",
        "auth-provider, user 'deployer'",
        "client-certificate, user 'deployer'",
        "client-key, user 'deployer'",
        "tokenFile, user 'deployer'",
        "as, user 'deployer'"
    })
    void programs_files_proxies_and_other_identities_are_refused_with_a_way_out(String field, String entry) {
        String anchor = entry.startsWith("cluster") ? "server: https://staging.example:6443" : "token: s3cr3t-token";
        String value = field.equals("exec") || field.equals("auth-provider") ? "{command: /bin/sh}" : "/etc/shadow";
        String hostile = KUBECONFIG.replace(anchor, anchor + "\n      " + field + ": " + value);

        assertThatThrownBy(() -> read(hostile, Optional.empty()))
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .contains("kubectl config view --raw --flatten"))
                .hasMessageContaining("credential 'staging'")
                .hasMessageContaining("'" + field + "'")
                .hasMessageContaining(entry)
                .hasMessageNotContaining("/etc/shadow");
    }

    @Test
    void an_entry_that_the_context_does_not_use_may_be_anything() {
        String other = KUBECONFIG.replace("client-key-data: a2V5Cg==", "exec: {command: /bin/sh}");

        assertThat(read(other, Optional.empty()).token()).isPresent();
    }

    @Test
    void a_context_that_is_not_there_is_named() {
        assertThatThrownBy(() -> read(KUBECONFIG, Optional.of("other"))).hasMessageContaining("no context 'other'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "just text",
                "a: [s3cr3t",
                "&a [*a]",
                "a: &a [x]\nb: *a\nc: *a",
                "!!javax.script.ScriptEngineManager []",
                "current-context: a\ncurrent-context: b",
                "current-context: !!binary s3cr3t",
                "current-context: !!int s3cr3t",
                "current-context: !!timestamp s3cr3t",
                "current-context: !!float s3cr3t",
            })
    void what_is_not_a_kubeconfig_is_refused_without_quoting_it(String yaml) {
        assertThatThrownBy(() -> read(yaml, Optional.empty()))
                .isInstanceOf(GitopsException.class)
                .hasMessageNotContaining("s3cr3t")
                .hasMessageContaining("credential 'staging'");
    }

    @Test
    void values_are_texts_as_they_are_written() {
        ClusterAccess access = read(
                KUBECONFIG
                        .replace("token: s3cr3t-token", "{username: on, password: 0123}")
                        .replace("namespace: shop", "namespace: 2026-01-02"),
                Optional.empty());

        assertThat(access.user()).contains("on");
        assertThat(access.password()).contains("0123");
        assertThat(access.namespace()).contains("2026-01-02");
    }

    @Test
    void a_value_that_is_no_text_is_named_by_its_field() {
        assertThatThrownBy(() ->
                        read(KUBECONFIG.replace("token: s3cr3t-token", "token: !!binary czNjcjN0"), Optional.empty()))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("'token'")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void deep_nesting_and_length_have_limits() {
        assertThatThrownBy(() -> read("[".repeat(100_000), Optional.empty())).isInstanceOf(GitopsException.class);
        assertThatThrownBy(() -> read("a".repeat(2_000_000), Optional.empty())).isInstanceOf(GitopsException.class);
    }

    private static ClusterAccess read(String yaml, Optional<String> context) {
        return ClusterAccess.fromKubeconfig(yaml, "credential 'staging'", context);
    }
}
