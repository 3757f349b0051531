package io.jenkins.plugins.gitops.engine.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Result files as an agent could send them to hurt the controller. */
class HostileJUnitXmlTest {

    @TempDir
    Path folder;

    @Test
    void an_external_entity_is_refused_and_not_read() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cr3t");
        assertRefused("[<!ENTITY xxe SYSTEM '" + secret.toUri() + "'>]", "&xxe;");
    }

    @Test
    void an_external_document_type_is_refused_and_not_fetched() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("SYSTEM 'http://127.0.0.1:" + server.getLocalPort() + "/x.dtd'", "");
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void entities_of_entities_are_refused_and_not_expanded() {
        StringBuilder entities = new StringBuilder("[<!ENTITY e0 'ha'>");
        for (int i = 1; i < 30; i++) {
            entities.append("<!ENTITY e%d '&e%d;&e%d;&e%d;&e%d;'>".formatted(i, i - 1, i - 1, i - 1, i - 1));
        }
        assertRefused(entities + "]", "&e29;");
    }

    private static void assertRefused(String documentType, String name) {
        assertThatThrownBy(() -> read("<!DOCTYPE testsuite " + documentType + "><testsuite><testcase name='a'><failure>"
                        + name + "</failure></testcase></testsuite>"))
                .isInstanceOf(GitopsException.class)
                .hasMessage("r.xml:1 has a document type, which is refused");
    }

    @Test
    void a_file_without_an_end_is_ended() {
        byte[] more = "<testcase classname='Cart' name='adds'><failure/></testcase>\n"
                .repeat(1000)
                .getBytes(StandardCharsets.UTF_8);
        InputStream endless = new SequenceInputStream(Collections.enumeration(Stream.concat(
                        Stream.<InputStream>of(stream("<testsuite>")),
                        Stream.generate(() -> (InputStream) new ByteArrayInputStream(more))
                                .limit(2000))
                .toList()));

        assertThatThrownBy(() -> JUnitXml.read("r.xml", endless))
                .isInstanceOf(GitopsException.class)
                .hasMessage("r.xml is longer than 64 MiB");
    }

    @Test
    void a_name_is_one_line() {
        TestReport report = read(
                "<testsuite><testcase classname='Cart' name='a&#10;[Pipeline] echo'><failure/></testcase></testsuite>");

        assertThat(report.failing()).containsExactly("Cart.a [Pipeline] echo");
    }

    @Test
    void long_names_and_many_of_them_are_shortened() {
        String one = "<testcase classname='Cart' name='" + "x".repeat(100_000) + "'><failure/></testcase>";
        TestReport report = read("<testsuite>" + one.repeat(200) + "</testsuite>");

        assertThat(report.failures()).isEqualTo(200);
        assertThat(report.failing()).hasSize(50).allMatch(name -> name.length() < 310);
    }

    private static TestReport read(String xml) {
        return JUnitXml.read("r.xml", stream(xml));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
