package io.jenkins.plugins.gitops.engine.notification.receiver;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SampleEvents;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.parts.Alertmanager;
import io.jenkins.plugins.gitops.engine.parts.RecordingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager, which tells a webhook of the test's what it was told. */
class AlertmanagerReceiverTest {

    private static final ReceiverMemory NONE = new ReceiverMemory() {
        @Override
        public Optional<String> get(String key) {
            return Optional.empty();
        }

        @Override
        public void put(String key, String value) {
            // Nothing is remembered.
        }
    };

    @TempDir
    private Path folder;

    @Test
    void a_failed_environment_is_a_firing_alert_that_resolves_when_it_is_healthy() throws IOException {
        try (RecordingServer hook = new RecordingServer();
                Alertmanager alertmanager = new Alertmanager(configuration(hook), folder)) {
            AlertmanagerReceiver receiver = new AlertmanagerReceiver(
                    alertmanager.address(),
                    Optional.empty(),
                    Map.of("team", "shop"),
                    AlertmanagerReceiver.FIRING,
                    MessageLanguage.ENGLISH,
                    new ReceiverHttp(HttpClient::newBuilder, AddressRule.ANY, Duration.ofSeconds(10)),
                    SteadyClock.SYSTEM);

            assertThat(send(receiver, SampleEvents.rolledBack(SampleEvents.record(), "ada@example.org")))
                    .isEqualTo(SendResult.SENT);

            JsonNode alert = alerts(alertmanager).get(0);
            assertThat(alert.at("/labels").toString())
                    .isEqualTo("{\"alertname\":\"GitopsDeliveryRolledBack\",\"application\":\"shop\","
                            + "\"environment\":\"staging\",\"severity\":\"warning\",\"team\":\"shop\"}");
            assertThat(alert.at("/annotations/summary").asText()).contains("shop failed in staging");
            assertThat(alert.at("/annotations/commits").asText()).contains("A change of ada");
            assertThat(alert.at("/generatorURL").asText()).isEqualTo("https://ci.example/job/shop/12/");
            assertThat(Instant.parse(alert.path("endsAt").asText()))
                    .isAfter(Instant.now().plus(Duration.ofDays(6)));
            eventually("the webhook hears that it fires")
                    .until(() -> statuses(hook).contains("firing"));

            DeployRecord second = SampleEvents.record();
            send(receiver, SampleEvents.rolledBack(second));
            assertThat(alerts(alertmanager)).as("one alert for an environment").hasSize(1);

            send(receiver, SampleEvents.failed(SampleEvents.record()));
            assertThat(alerts(alertmanager)).as("the other kind is over").hasSize(1);
            assertThat(alerts(alertmanager).get(0).path("labels"))
                    .extracting(label -> label.asText())
                    .contains("GitopsDeliveryFailed", "critical");

            assertThat(send(receiver, SampleEvents.recovered(SampleEvents.record())))
                    .isEqualTo(SendResult.SENT);

            eventually("the webhook hears that it is resolved")
                    .until(() -> statuses(hook).contains("resolved"));
            assertThat(alerts(alertmanager)).isEmpty();
            assertThat(statuses(hook)).containsSubsequence("firing", "resolved").startsWith("firing");
        }
    }

    @Test
    void what_is_no_alert_is_not_sent() {
        AlertmanagerReceiver receiver = new AlertmanagerReceiver(
                URI.create("https://nobody.example/"),
                Optional.empty(),
                Map.of(),
                AlertmanagerReceiver.FIRING,
                MessageLanguage.ENGLISH,
                new ReceiverHttp(HttpClient::newBuilder, AddressRule.ANY, Duration.ofSeconds(1)),
                SteadyClock.SYSTEM);

        assertThat(send(receiver, SampleEvents.started(SampleEvents.record()))).isInstanceOf(SendResult.Skipped.class);
        assertThat(receiver.usualEvents()).contains(EventKind.FAILED, EventKind.HEALTHY, EventKind.DRIFT);
    }

    private static SendResult send(AlertmanagerReceiver receiver, NotificationEvent event) {
        return receiver.send(new Notification(event, false), NONE);
    }

    private static JsonNode alerts(Alertmanager alertmanager) throws IOException {
        return RecordJson.MAPPER.readTree(alertmanager.alerts());
    }

    private static List<String> statuses(RecordingServer hook) {
        return hook.requests().stream()
                .map(request -> request.json().path("status").asText())
                .toList();
    }

    private Path configuration(RecordingServer hook) throws IOException {
        return Files.writeString(
                folder.resolve("alertmanager.yml"),
                """
                route:
                  receiver: hook
                  group_by: [environment]
                  group_wait: 0s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                  - name: hook
                    webhook_configs:
                      - url: %s/alerts
                        send_resolved: true
                """
                        .formatted(hook.address()));
    }
}
