package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;

/** The ConfigMap of an inventory, which others in the namespace may change. */
class InventoryFuzzTest extends FuzzTests {

    @FuzzTest
    void inventory(byte[] input) {
        InventoryId id = new InventoryId("shop", "staging", "shop-staging");
        check(() -> InventoryFormat.write(InventoryFormat.read(id, ClusterJson.lenient(input))));
    }
}
