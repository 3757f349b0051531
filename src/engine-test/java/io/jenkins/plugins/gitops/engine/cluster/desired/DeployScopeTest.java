package io.jenkins.plugins.gitops.engine.cluster.desired;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeployScopeTest {

    private static final DeployScope SHOP = DeployScope.of("shop");

    @Test
    void covers_another_when_all_its_namespaces_and_what_is_outside_of_them_are_allowed() {
        DeployScope wide = DeployScope.of("web").withAllowed(List.of("shop")).withClusterScoped(true);

        assertThat(wide.covers(SHOP)).isTrue();
        assertThat(SHOP.covers(SHOP)).isTrue();
        assertThat(SHOP.covers(wide.withClusterScoped(false))).isFalse();
        assertThat(SHOP.covers(SHOP.withClusterScoped(true))).isFalse();
        assertThat(SHOP.covers(DeployScope.of("web"))).isFalse();
    }
}
