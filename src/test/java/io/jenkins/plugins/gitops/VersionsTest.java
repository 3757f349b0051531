package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

/** What the engine is compiled and tested with is what Jenkins' API plugins bring: both read from where they are. */
class VersionsTest {

    @ParameterizedTest
    @CsvSource({
        "kubernetes-client.version, io.fabric8/kubernetes-client-api",
        "kubernetes-client.version, io.fabric8/kubernetes-client",
        "jgit.version, org.eclipse.jgit/org.eclipse.jgit",
        "sshd.version, org.apache.sshd/sshd-core",
        "snakeyaml.version, org.yaml/snakeyaml",
        "jackson.version, com.fasterxml.jackson.core/jackson-databind",
        "simpleclient.version, io.prometheus/simpleclient"
    })
    void the_engines_version_is_the_one_in_jenkins(String property, String library) throws Exception {
        assertThat(inEnginePom(property)).as(property).isEqualTo(onClassPath(library));
    }

    private static String inEnginePom(String property) throws Exception {
        Document pom = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Path.of("engine-pom.xml").toFile());
        return pom.getElementsByTagName(property).item(0).getTextContent().strip();
    }

    private static String onClassPath(String library) throws Exception {
        Properties maven = new Properties();
        try (InputStream file =
                VersionsTest.class.getResourceAsStream("/META-INF/maven/" + library + "/pom.properties")) {
            maven.load(file);
        }
        return maven.getProperty("version");
    }
}
