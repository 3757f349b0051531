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

/** docs/security.md names a test for each of its claims; each of them is there. */
class SecurityDocumentTest {

    private static final Pattern NAMED = Pattern.compile("`(?:\\w+\\.)?(\\w+)#(\\w+)`");
    private static final List<Path> SOURCES =
            List.of(Path.of("src", "test", "java"), Path.of("src", "engine-test", "java"));

    @Test
    void each_test_that_it_names_is_there() throws IOException {
        SortedSet<String> missing = new TreeSet<>();
        int named = 0;
        Matcher test = NAMED.matcher(document());
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
    void each_hole_of_its_tables_names_one() throws IOException {
        String holes =
                document().replaceAll("(?s).*?\n(?=## Holes that)", "").replaceAll("(?s)\n## What is left.*", "");
        List<String> rows = holes.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Hole "))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(NAMED.matcher(row).find()).as(row).isTrue());
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs", "security.md"));
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
