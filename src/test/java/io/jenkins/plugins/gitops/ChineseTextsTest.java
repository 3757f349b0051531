package io.jenkins.plugins.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text of a page that is there in English is there in Chinese too. */
class ChineseTextsTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String CHINESE = "_zh_CN";
    private static final Pattern LABEL = Pattern.compile("\\$\\{%([^}(]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    @Test
    void every_help_text_has_its_chinese_twin() throws IOException {
        List<Path> texts = english(".html");
        assertThat(texts).hasSizeGreaterThan(100);

        assertThat(texts).allSatisfy(each -> assertThat(twin(each, ".html"))
                .exists()
                .content(StandardCharsets.UTF_8)
                .containsPattern(HAN));
    }

    @Test
    void every_label_and_message_has_its_chinese_twin_with_the_same_placeholders() throws IOException {
        List<String> missing = new ArrayList<>();
        int seen = 0;
        for (Path each : english(".jelly", ".properties")) {
            Properties english = load(twin(each, "", ".properties"));
            Properties chinese = load(twin(each, ".properties"));
            for (String key : keys(each)) {
                seen++;
                String text = chinese.getProperty(key, "");
                if (text.isEmpty() || !placeholders(text).equals(placeholders(english.getProperty(key, key)))) {
                    missing.add(RESOURCES.relativize(each) + ": " + key);
                }
            }
        }

        assertThat(seen).isGreaterThan(300);
        assertThat(missing).isEmpty();
    }

    /** What the twin has and the English text has not is never shown. */
    @Test
    void no_chinese_text_is_left_over() throws IOException {
        List<String> leftOver = new ArrayList<>();
        for (Path each : files(path -> path.contains(CHINESE))) {
            String name = each.toString().replace(CHINESE, "");
            if (name.endsWith(".html")) {
                if (!Files.exists(Path.of(name))) {
                    leftOver.add(name);
                }
                continue;
            }
            Set<String> keys = new TreeSet<>(load(each).stringPropertyNames());
            for (Path owner : List.of(Path.of(name), Path.of(name.replace(".properties", ".jelly")))) {
                if (Files.exists(owner)) {
                    keys.removeAll(keys(owner));
                }
            }
            keys.forEach(key -> leftOver.add(name + ": " + key));
        }

        assertThat(leftOver).isEmpty();
    }

    private static Set<String> keys(Path text) throws IOException {
        if (text.toString().endsWith(".properties")) {
            return new TreeSet<>(load(text).stringPropertyNames());
        }
        return LABEL.matcher(Files.readString(text))
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Path twin(Path english, String ending) {
        return twin(english, CHINESE, ending);
    }

    private static Path twin(Path english, String language, String ending) {
        String name = english.getFileName().toString();
        return english.resolveSibling(name.substring(0, name.lastIndexOf('.')) + language + ending);
    }

    private static Properties load(Path file) throws IOException {
        Properties texts = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                texts.load(in);
            }
        }
        return texts;
    }

    private static List<Path> english(String... endings) throws IOException {
        return files(path -> !path.contains(CHINESE) && Stream.of(endings).anyMatch(path::endsWith));
    }

    private static List<Path> files(Predicate<String> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(RESOURCES)) {
            return all.filter(Files::isRegularFile)
                    .filter(each -> wanted.test(each.toString()))
                    .sorted()
                    .toList();
        }
    }
}
