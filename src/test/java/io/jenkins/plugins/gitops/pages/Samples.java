package io.jenkins.plugins.gitops.pages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Records as deliveries leave them, from the files beside this class, each with an id of its own. */
public final class Samples {

    private static final Random RANDOM = new Random(1);

    private Samples() {}

    /** @param name of the file, without its ending */
    public static DeployRecord record(String name, Instant requested) {
        return record(name, requested, json -> {});
    }

    /** The same, changed. Times within the record move with the request. */
    public static DeployRecord record(String name, Instant requested, Consumer<ObjectNode> change) {
        try (InputStream file = Samples.class.getResourceAsStream(name + ".json")) {
            ObjectNode json = (ObjectNode) RecordJson.MAPPER.readTree(file);
            shift(json, requested);
            ObjectNode forward = (ObjectNode) json.get("forward");
            forward.put("id", DeployId.next(requested, RANDOM).value());
            change.accept(json);
            return RecordJson.MAPPER.treeToValue(json, DeployRecord.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shift(ObjectNode json, Instant requested) {
        Instant begun = Instant.parse(json.at("/forward/begun").asText());
        Duration by = Duration.between(begun, requested);
        move((ObjectNode) json.get("forward"), "begun", by);
        if (json.has("ending")) {
            move((ObjectNode) json.get("ending"), "at", by);
        }
        json.get("events").forEach(event -> move((ObjectNode) event, "at", by));
    }

    private static void move(ObjectNode node, String field, Duration by) {
        node.put(field, Instant.parse(node.get(field).asText()).plus(by).toString());
    }

    /** Stores a record with its build, as a step does. */
    public static DeployRecord deliver(Run<?, ?> run, DeployRecord record) {
        BuildFacts.records(run).write(record);
        BuildFacts.of(run).add(record.id());
        return record;
    }

    /** A person's commit since the last healthy delivery, and so many more that are not named. */
    public static Consumer<ObjectNode> brought(String author, String subject, int more) {
        return json -> {
            ObjectNode brought = json.putObject("brought").put("more", more).put("uncounted", false);
            ObjectNode commit = brought.putArray("commits")
                    .addObject()
                    .put("revision", "77b8dc974a0e41d5a1b2c3d4e5f60718293a4b5c")
                    .put("committed", "2026-11-20T09:40:00Z")
                    .put("subject", subject);
            commit.putObject("author").put("name", author).put("email", "ada@example.com");
        };
    }

    /** Another application and environment. */
    public static Consumer<ObjectNode> target(String application, String environment) {
        return json -> ((ObjectNode) json.at("/request/target"))
                .put("application", application)
                .put("environment", environment);
    }

    public static BuildResult built() {
        return new BuildResult(
                ImageReference.parse("registry.example/team/shop:1.4.2@sha256:" + "4f2a9c1be07d83aa".repeat(4)),
                Optional.of(new DeliverySource(
                        "https://github.com/team/shop.git",
                        new Revision("77b8dc974a0e41d5a1b2c3d4e5f60718293a4b5c"),
                        Optional.empty())),
                "buildah",
                Duration.ofSeconds(38));
    }
}
