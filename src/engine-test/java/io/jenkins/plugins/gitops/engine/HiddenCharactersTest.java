package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.PlanSummary;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.JUnitXml;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.RepositoryPath;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of foreign text to people: log, page, commit, label. */
class HiddenCharactersTest {

    /** C1 control characters (CSI, NEL), the override of the direction, an isolate, a separator, half a pair. */
    private static final String HIDDEN = "\u009b\u0085\u202e\u2066\u2028\ud83d";

    private static final Revision REVISION = new Revision("a".repeat(40));

    static final List<Arguments> WAYS = List.of(
            way("an error", text -> new GitopsException(text, "x").getMessage()),
            way("its remedy", text -> new GitopsException("x", text).remedy()),
            way("a file's name", text -> new FileLocation(text, 3).toString()),
            way("a commit's author", text -> GitIdentity.lenient(text, "x").name()),
            way("the name of who asked", text -> new GitIdentity(text.replace("\u009b\u0085", "\u202a"), "x").name()),
            way("a commit's subject", HiddenCharactersTest::listed),
            way("a line of a pod's log", SecretMask::mask),
            way("an event", text -> new DeliveryEvent(Instant.EPOCH, DeliveryPhase.PLAN, text).text()),
            way("why it ended", text -> ending(text, "").reason()),
            way("what to do", text -> ending("", text).remedy()),
            way("a plan", text -> new PlanSummary(0, 0, 0, 0, text).text()),
            way(
                    "the name of a failed test",
                    text -> new TestReport(1, 1, 1, 0, List.of(text)).failing().get(0)),
            way("a test in XML", HiddenCharactersTest::failing),
            way("a build's address", text -> new BuildLink("https://ci.example/" + text).url()),
            way("a repository's address, also as a label", text -> new DeliverySource(text, REVISION, Optional.empty())
                    .repository()),
            way("a value in a commit's message", text -> new MessageTemplate("{summary}")
                    .fill(Map.of(Placeholder.SUMMARY, text))
                    .subject()));

    private static Arguments way(String name, UnaryOperator<String> shown) {
        return Arguments.of(name, shown);
    }

    private static String listed(String subject) {
        CommitMessage message = CommitMessage.parse(subject + "\n");
        return CommitInfo.lines(
                List.of(new CommitInfo(REVISION, List.of(), GitIdentity.lenient("x", "x"), Instant.EPOCH, message)));
    }

    private static DeliveryEnding ending(String reason, String remedy) {
        return new DeliveryEnding(
                Outcome.FAILED, false, reason, remedy, Instant.EPOCH, DeliveryPhase.WAIT, Optional.empty());
    }

    private static String failing(String name) {
        String xml = "<testsuite><testcase name='" + name.replace("\ud83d", "") + "'><failure/></testcase></testsuite>";
        return JUnitXml.read("a.xml", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .failing()
                .get(0);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("WAYS")
    void become_a_blank_on_the_way_to_people(String name, UnaryOperator<String> shown) {
        String seen = shown.apply("healthy" + HIDDEN + "mth");

        assertThat(seen).contains("healthy", "mth");
        assertThat(ShownText.of(seen)).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u009b2J", "\u0085", "\u202e", "\u2067", "\u2029", "\ud83d", "\u200b"})
    void are_refused_where_a_value_must_be_one_as_it_is(String hidden) {
        assertThatThrownBy(() -> new Trailer("Gitops-Source", "x" + hidden)).isInstanceOf(GitopsException.class);
        assertThatThrownBy(() -> new GitRemote("https://git.example/a" + hidden + "b", "main"))
                .isInstanceOf(GitopsException.class);
        assertThatThrownBy(() -> new GitRemote("https://git.example/a", "ma" + hidden + "in"))
                .isInstanceOf(GitopsException.class);
        assertThatThrownBy(() -> new MessageTemplate("{summary}" + hidden + "x"))
                .isInstanceOf(GitopsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u009b2J", "\u0085", "\u202e", "\u2067", "\u2029", "\ud83d", "\n"})
    void are_not_repeated_by_the_error_that_refuses_them(String hidden) {
        isShown(() -> ImageReference.parse("a" + hidden));
        isShown(() -> new ImageDigest("a" + hidden));
        isShown(() -> RepositoryPath.checked("../" + hidden));
        isShown(() -> new GitRemote("https://git.example/a", "ma" + hidden));
        isShown(() -> new Trailer("a" + hidden, "x"));
    }

    private static void isShown(org.assertj.core.api.ThrowableAssert.ThrowingCallable refused) {
        GitopsException error = catchThrowableOfType(GitopsException.class, refused);
        assertThat(error).isNotNull();
        assertThat(ShownText.of(error.getMessage())).isEqualTo(error.getMessage());
    }
}
