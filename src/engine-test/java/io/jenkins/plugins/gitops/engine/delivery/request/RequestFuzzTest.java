package io.jenkins.plugins.gitops.engine.delivery.request;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import java.io.ByteArrayInputStream;
import java.util.Map;

/** What an agent sends of its tests, and what people write into templates. */
class RequestFuzzTest extends FuzzTests {

    @FuzzTest
    void junit_xml(byte[] input) {
        check(() -> JUnitXml.read("results.xml", new ByteArrayInputStream(input)));
    }

    @FuzzTest
    void message_template(byte[] input) {
        check(() -> new MessageTemplate(text(input)).fill(Map.of(Placeholder.SUMMARY, text(input))));
        check(() -> new MessageTemplate("{summary}\n\n{who}").fill(Map.of(Placeholder.WHO, text(input))));
    }

    @FuzzTest
    void source(byte[] input) {
        check(() -> DeliverySource.parse(text(input)));
        check(() -> new BuildLink(text(input)).number());
    }

    @FuzzTest
    void name(byte[] input) {
        check(() -> new DeployId(text(input)).requested());
        check(() -> new DeliveryTarget(text(input), text(input)));
    }
}
