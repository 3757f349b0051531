package io.jenkins.plugins.gitops.engine.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a test, and what is said of a file that cannot be read. */
class JUnitXmlTest {

    private static final String ONE = "<testcase classname='A' name='one'/>";

    @Test
    void a_suite_whose_class_was_not_loaded_is_a_failed_case() {
        TestReport report = read("<testsuites><testsuite name='a' tests='1' errors='1'>"
                + "<error message='cannot load class Cart' type='NoClassDefFoundError'/></testsuite>"
                + "<testsuite name='b'>" + ONE + "</testsuite></testsuites>");

        assertThat(report).isEqualTo(new TestReport(0, 2, 1, 0, List.of("a (suite)")));
        assertThat(report.passed()).isFalse();
    }

    @Test
    void a_suite_inside_a_suite_whose_set_up_failed_is_one_too() {
        TestReport report = read("<testsuite name='all'><testsuite name='a'><failure/><error/>" + ONE
                + "</testsuite><testsuite>" + ONE + "<error/></testsuite></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 4, 2, 0, List.of("a (suite)", "(suite)")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status='failed'",
                "status='Failed'",
                "status='fail'",
                "result='error'",
                "status='run' result='failed'"
            })
    void a_case_that_only_says_that_it_failed_did(String status) {
        TestReport report =
                read("<testsuite>" + ONE + "<testcase classname='A' name='two' " + status + "/></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 2, 1, 0, List.of("A.two")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status='notrun' result='suppressed'",
                "status='run' result='skipped'",
                "status='disabled'",
                "status='untested'"
            })
    void a_case_that_says_that_it_was_not_run_was_not(String status) {
        TestReport report = read("<testsuite><testcase name='a' " + status + "/></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 1, 0, 1, List.of()));
        assertThat(report.passed()).isFalse();
    }

    @Test
    void a_case_counts_once_however_often_it_was_skipped_or_failed() {
        TestReport report = read("<testsuite><testcase classname='A' name='one'><skipped/><skipped/></testcase>"
                + "<testcase classname='A' name='two'><failure/><error/><skipped/></testcase>"
                + "<testcase classname='A' name='three' status='failed'><skipped/></testcase></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 3, 1, 2, List.of("A.two")));
    }

    @Test
    void a_case_inside_a_case_leaves_the_outer_one_as_it_is() {
        TestReport report = read(
                "<testsuite><testcase name='outer'><testcase name='inner'><failure/></testcase></testcase></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 2, 1, 0, List.of("inner")));
    }

    @Test
    void a_case_without_a_class_has_its_suites_name() {
        TestReport report = read("<testsuites><testsuite name='s'><testcase name='a'><failure/></testcase></testsuite>"
                + "<testcase classname='' name='tests.test_a'><error/></testcase></testsuites>");

        assertThat(report.failing()).containsExactly("s.a", "tests.test_a");
    }

    @Test
    void tries_before_the_last_one_do_not_count() {
        TestReport report = read("<testsuite><testcase name='one'><failure/><rerunFailure/></testcase>"
                + "<testcase name='two'><flakyFailure/><flakyError/></testcase></testsuite>");

        assertThat(report).isEqualTo(new TestReport(0, 2, 1, 0, List.of("one")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1"})
    void other_encodings_and_byte_order_marks_are_read(String encoding) throws Exception {
        String mark = encoding.equals("UTF-8") || encoding.equals("UTF-16LE") ? "\ufeff" : "";
        String declared = encoding.startsWith("UTF-16") ? "UTF-16" : encoding;
        String xml = mark + "<?xml version='1.0' encoding='" + declared
                + "'?>\n<testsuite><testcase classname='A' name='gr\u00fc\u00df'><failure/></testcase></testsuite>";

        assertThat(JUnitXml.read("r.xml", new ByteArrayInputStream(xml.getBytes(encoding)))
                        .failing())
                .containsExactly("A.gr\u00fc\u00df");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a \u001b[31m b|r.xml:2:3 has the character U+001B, which XML does not allow",
                "a \uffff b|r.xml:2:3 has the character U+FFFF, which XML does not allow",
                "a &#x1b;[31m b|r.xml:2:9 has the character reference &#x1b;, which XML does not allow",
                "a &#0; b|r.xml:2:7 has the character reference &#0;, which XML does not allow"
            })
    void a_character_that_xml_does_not_know_is_named_with_its_place(String text, String message) {
        GitopsException refused = refused(
                utf8("<testsuite><testcase name='a'><system-out>\n" + text + "</system-out></testcase></testsuite>"));

        assertThat(refused).hasMessage(message);
        assertThat(refused.remedy()).contains("NO_COLOR=1");
    }

    @ParameterizedTest
    @CsvSource({"ff, 0xFF", "e4 62, 0xE4", "c0 80, 0xC0", "ed a0 80, 0xED", "f0 80 80 80, 0xF0"})
    void a_byte_that_is_not_utf_8_is_named_with_its_place(String hex, String named) {
        String begin = "<?xml version='1.0' encoding='UTF-8'?>\n<testsuite>\u00fc\n<system-out>" + "x".repeat(20_000);
        byte[] before = begin.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before);
        for (String one : hex.split(" ")) {
            bytes.write(Integer.parseInt(one, 16));
        }
        bytes.writeBytes(utf8("</system-out></testsuite>"));

        GitopsException refused = refused(bytes.toByteArray());

        assertThat(refused)
                .hasMessage("r.xml:3 has the byte " + named + " at offset " + before.length + ", which is not UTF-8");
        assertThat(refused.remedy()).contains("encoding=\"ISO-8859-1\"");
    }

    @Test
    void what_stands_before_the_declaration_is_named() {
        String declared = "<?xml version='1.0'?><testsuite>" + ONE + "</testsuite>";

        assertThat(refused(utf8("\n" + declared)))
                .hasMessage("r.xml:2 has its XML declaration (<?xml) after a blank line or a blank; XML allows nothing"
                        + " before it");
        assertThat(refused(utf8("\ufeff \n\n" + declared))).hasMessageStartingWith("r.xml:3 has its XML declaration");
        assertThat(refused(utf8("1 test\n" + declared)))
                .hasMessage("r.xml:2 has its XML declaration (<?xml) after other text; XML allows nothing before it");
        assertThat(read("\n\n<testsuite>" + ONE + "</testsuite>").passed())
                .as("without a declaration")
                .isTrue();
    }

    @Test
    void an_encoding_that_is_not_the_files_is_named() {
        assertThat(refused(utf8("<?xml version='1.0' encoding='utf-16'?>\n<testsuite>" + ONE + "</testsuite>")))
                .hasMessage("r.xml:1 says that it is written in utf-16, and it is not");
    }

    @Test
    void whatever_else_is_wrong_has_the_parsers_reason_and_its_place() {
        assertThat(refused(new byte[0])).hasMessage("r.xml is empty");
        assertThat(refused(utf8("<testsuites></testsuites>\n<testsuites/>")))
                .hasMessageStartingWith("r.xml:2:2 is not well-formed XML: ");
        assertThat(refused(utf8("<testsuite>\n<testcase name='a'>")))
                .hasMessageStartingWith("r.xml:2:")
                .hasMessageContaining("is not well-formed XML: ");
    }

    @Test
    void the_parsers_reason_repeats_nothing_of_the_content() {
        assertThat(refused(utf8("<testsuite><system-out>&hunter2 </system-out></testsuite>")))
                .hasMessageContaining("is not well-formed XML: ")
                .hasMessageNotContaining("hunter2");
        assertThat(refused(utf8("<testsuite><testcase></testsuite>")))
                .hasMessageContaining("\"testcase\"")
                .hasMessageContaining("\"</testcase>\"");
    }

    @Test
    void elements_that_never_close_are_refused_soon() {
        assertThat(refused(utf8("<testsuite>".repeat(100_000))))
                .hasMessage("r.xml:1 nests more than 500 elements in each other");
    }

    private static GitopsException refused(byte[] xml) {
        return catchThrowableOfType(GitopsException.class, () -> JUnitXml.read("r.xml", new ByteArrayInputStream(xml)));
    }

    private static TestReport read(String xml) {
        return JUnitXml.read("r.xml", new ByteArrayInputStream(utf8(xml)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
