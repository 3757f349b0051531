package io.jenkins.plugins.gitops.cli.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of receivers: what it may say, and what is said of a mistake in it. */
class NotifyFileTest {

    private static final Map<String, String> VARIABLES = Map.of(
            "GITOPS_NOTIFY_SLACK_TOKEN", "xoxb-1",
            "GITOPS_NOTIFY_HOOK_SECRET", "s3cret",
            "GITOPS_NOTIFY_HOOK_URL", "https://hook.example/?key=1",
            "GITOPS_NOTIFY_TEAMS_URL", "https://flow.example/workflows/1?sig=x",
            "GITOPS_NOTIFY_GITHUB_TOKEN", "ghp_1",
            "GITOPS_NOTIFY_GITLAB_TOKEN", "glpat-1",
            "GITOPS_NOTIFY_GITEA_TOKEN", "gta1",
            "GITOPS_NOTIFY_SMTP_PASSWORD", "pass");

    @TempDir
    private Path folder;

    private List<Subscription> read(String text) {
        try {
            return NotifyFile.read(Files.writeString(folder.resolve("notify.yaml"), text), VARIABLES::get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(String text, String... words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.getMessage() + ". " + e.remedy())
                        .contains(words));
    }

    /** The document's example is the test's. */
    @Test
    void the_example_of_the_document_is_read() throws IOException {
        Files.writeString(folder.resolve("alertmanager-password"), "pass\n");
        Matcher example = Pattern.compile("```yaml\n(language: .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "notifications-command-line.md")));
        assertThat(example.find()).isTrue();

        List<Subscription> all = read(example.group(1));

        assertThat(all)
                .extracting(Subscription::name)
                .containsExactly("authors", "chat", "teams", "hook", "alertmanager", "github", "gitlab", "gitea");
        assertThat(all.get(1).environments()).containsExactly("production");
        assertThat(all.get(1).events()).contains(EventKind.STARTED, EventKind.HEALTHY);
        assertThat(all.get(3).events()).containsExactlyInAnyOrder(EventKind.FAILED, EventKind.ROLLED_BACK);
    }

    @Test
    void the_kinds_and_keys_are_those_that_the_document_lists() throws IOException {
        String document = Files.readString(Path.of("docs", "notifications-command-line.md"));
        String events = Files.readString(Path.of("docs", "notifications.md"));

        for (ReceiverKind kind : ReceiverKind.values()) {
            String row = document.lines()
                    .filter(line -> line.startsWith("| `" + kind.word() + "`"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row for " + kind.word()));
            for (String key : kind.keys()) {
                assertThat(row).as(kind.word()).contains("`" + key);
            }
        }
        for (String event : EventKind.words()) {
            assertThat(events).contains("| `" + event + "` |");
        }
    }

    @Test
    void a_mistake_is_told_with_its_line_and_the_nearest_that_is_known() {
        assertRefused(
                "receivers:\n  - kind: slack\n    tokenEnv: GITOPS_NOTIFY_SLACK_TOKEN\n    chanel: '#x'\n",
                "notify.yaml:4",
                "'chanel' is not known",
                "Did you mean 'channel'?");
        assertRefused("receivers:\n  - kind: slak\n", "notify.yaml:2", "Did you mean 'slack'?");
        assertRefused("recievers: []\n", "notify.yaml:1", "Did you mean 'receivers'?");
        assertRefused(
                "receivers:\n  - kind: webhook\n    url: https://a.example/\n    events: [failed, rolledback]\n",
                "'rolledback' is none of",
                "Did you mean 'rolled-back'?");
        assertRefused("receivers: []\n", "there are 0 receivers");
        assertRefused("- a\n", "notify.yaml:1", "no keys and values");
        assertRefused("receivers:\n  - kind: webhook\n", "there is no url");
        assertRefused(
                "receivers:\n"
                        + "  - {kind: webhook, url: 'https://a.example/'}\n"
                        + "  - {kind: webhook, url: 'https://b.example/'}\n",
                "notify.yaml:3",
                "two receivers have this name");
        assertRefused("receivers:\n  - {kind: webhook, name: A b, url: 'https://a.example/'}\n", "cannot be the name");
        assertRefused("receivers:\n  - {kind: webhook, url: 'http://a.example/'}\n", "without TLS", "plainHttp: true");
        assertRefused("receivers:\n  - {kind: webhook, url: 'file:///etc/passwd'}\n", "none of HTTP");
        assertRefused(
                "receivers:\n  - {kind: alertmanager, url: 'https://a.example/', firingFor: soon}\n", "firingFor");
        for (String nothing : new String[] {"", " []", " {staging: true}"}) {
            assertRefused(
                    "receivers:\n  - kind: webhook\n    url: https://a.example/\n    environments:" + nothing + "\n",
                    "'environments' is neither a text nor a list");
        }
        assertRefused("language: de\nreceivers: []\n", "'de' is none of en, zh");
    }

    /** YAML does not say which one would count. */
    @Test
    void a_key_that_is_there_twice_is_refused() {
        assertRefused(
                """
                receivers:
                - kind: webhook
                  urlEnv: GITOPS_NOTIFY_HOOK_URL
                  events: failed
                  events: healthy
                """,
                "notify.yaml:5: 'events' is there twice",
                "Keep one of them");
    }

    /** The place is said once, also where one value is read with another. */
    @Test
    void a_wrong_flag_of_an_address_has_one_place() {
        assertThatThrownBy(() -> read("receivers: [{kind: webhook, url: 'http://hook.example/', plainHttp: maybe}]"))
                .hasMessageContaining("'maybe' is none of true, false")
                .message()
                .containsOnlyOnce("notify.yaml:1");
    }

    @Test
    void a_credential_in_the_file_is_refused_and_not_repeated() {
        for (String inline : List.of(
                "{kind: slack, channel: '#x', token: xoxb-inline}",
                "{kind: webhook, url: 'https://a.example/', secret: xoxb-inline}",
                "{kind: teams, url: 'https://flow.example/1?sig=xoxb-inline'}",
                "{kind: webhook, url: 'https://a.example/?key=xoxb-inline'}",
                "{kind: webhook, url: 'https://user:xoxb-inline@a.example/'}",
                "{kind: mail, server: a.example, from: a@a.example, user: u, password: xoxb-inline}")) {
            assertThatThrownBy(() -> read("receivers:\n  - " + inline + "\n"))
                    .as(inline)
                    .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.getMessage() + e.remedy())
                            .contains("notify.yaml:2")
                            .doesNotContain("xoxb-inline"));
        }
        assertRefused(
                "receivers:\n  - {kind: slack, channel: x, token: a}\n",
                "'token' is a credential",
                "tokenEnv: VARIABLE or tokenFile: PATH");
    }

    @Test
    void a_credential_that_is_gone_is_told() {
        assertRefused(
                "receivers:\n  - {kind: slack, channel: x, tokenEnv: GITOPS_NOTIFY_NOT_SET}\n",
                "GITOPS_NOTIFY_NOT_SET is not set",
                "Set it");
        assertRefused("receivers:\n  - {kind: slack, channel: x, tokenFile: none}\n", "none cannot be read");
        assertRefused("receivers:\n  - {kind: slack, channel: x}\n", "there is no token");
        assertRefused(
                "receivers:\n  - {kind: slack, channel: x, tokenEnv: GITOPS_NOTIFY_SLACK_TOKEN, tokenFile: none}\n",
                "given twice");
        assertRefused(
                "receivers:\n"
                        + "  - {kind: mail, server: a, from: a@a.example, security: none, user: u, passwordEnv:"
                        + " GITOPS_NOTIFY_SMTP_PASSWORD}\n",
                "as it is");
        assertRefused("receivers:\n  - {kind: mail, server: a, from: nobody}\n", "'from' is no mail address");
    }

    /** Else a file that somebody may change would have any secret of this machine sent to any address. */
    @Test
    void the_file_names_no_variable_and_no_file_that_is_not_meant_for_it() throws IOException {
        assertRefused(
                "receivers:\n  - {kind: slack, channel: x, tokenEnv: AWS_SECRET_ACCESS_KEY}\n",
                "notify.yaml:2",
                "AWS_SECRET_ACCESS_KEY is not meant for receivers",
                "Set GITOPS_NOTIFY_AWS_SECRET_ACCESS_KEY");
        Path outside = Files.writeString(folder.resolveSibling(folder.getFileName() + "-outside"), "key");
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/config"), "url = https://user:password@host");
        Files.createDirectories(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/token"), "xoxb-1");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("inside"), folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("repository"), folder.resolve(".git"));

        for (String path : List.of(
                outside.toString(),
                "../" + outside.getFileName(),
                "sub/../sub/token",
                "link",
                ".git/config",
                ".GIT/config",
                "repository/config",
                "a\0b")) {
            assertRefused(
                    "receivers:\n  - {kind: slack, channel: x, tokenFile: \"" + path.replace("\0", "\\0") + "\"}\n",
                    "notify.yaml:2",
                    "is not in the folder of this file",
                    "use a variable GITOPS_NOTIFY_");
        }
        for (String path : List.of("sub/token", "inside/token", "./sub/token")) {
            assertThat(read("receivers:\n  - {kind: slack, channel: x, tokenFile: " + path + "}\n"))
                    .hasSize(1);
        }
        Files.delete(outside);
    }

    @Test
    void the_nearest_name_is_near() {
        List<String> known = List.of("channel", "token", "url");

        assertThat(NearestName.of("chanel", known)).contains("channel");
        assertThat(NearestName.of("tokne", known)).contains("token");
        assertThat(NearestName.of("something", known)).isEmpty();
        assertThat(NearestName.of("x".repeat(500_000), known)).isEmpty();
    }
}
