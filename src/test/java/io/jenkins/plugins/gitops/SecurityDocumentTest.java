package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages on security name a test for each of their claims; each of them is there. */
class SecurityDocumentTest {

    private static final Pattern NAMED = Pattern.compile("`(?:\\w+\\.)?(\\w+)#(\\w+)`");
    private static final List<Path> SOURCES =
            List.of(Path.of("src", "test", "java"), Path.of("src", "engine-test", "java"));

    @Test
    void each_test_that_they_name_is_there() throws IOException {
        SortedSet<String> missing = new TreeSet<>();
        int named = 0;
        Matcher test = NAMED.matcher(pages("security", "security-plugins", "security-git", "security-input"));
        while (test.find()) {
            named++;
            if (!isThere(test.group(1), test.group(2))) {
                missing.add(test.group(1) + "#" + test.group(2));
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(60);
    }

    @Test
    void each_hole_of_their_tables_names_one() throws IOException {
        List<String> rows = pages("security-plugins", "security-git", "security-input")
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Hole "))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(NAMED.matcher(row).find()).as(row).isTrue());
    }

    private static String pages(String... names) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(Files.readString(Path.of("docs", name + ".md")));
        }
        return all.toString();
    }

    private static boolean isThere(String type, String method) throws IOException {
        Pattern declared = Pattern.compile(
                "@(?:Test|ParameterizedTest)\\b(?:(?!@Test|\\n    }\\n).)*?\\bvoid " + method + "\\(", Pattern.DOTALL);
        for (Path source : SOURCES) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file :
                        files.filter(each -> each.endsWith(type + ".java")).toList()) {
                    if (declared.matcher(Files.readString(file)).find()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
