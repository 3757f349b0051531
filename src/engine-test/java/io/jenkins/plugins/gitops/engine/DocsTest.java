package io.jenkins.plugins.gitops.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each page is short, each link leads somewhere, and the index has each page. */
class DocsTest {

    private static final int WORDS = 1_500;
    private static final Path DOCS = Path.of("docs");
    private static final Path INDEX = DOCS.resolve("README.md");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    /** The beginnings of headings, items of a list, and rows of a table. */
    private static final Pattern SHAPE = Pattern.compile("(?m)^(?:#+|-|\\||\\*\\*)(?= |\\S)");

    private static final Pattern NAME = Pattern.compile("(?<!`)`[^`\\n]+`(?!`)");
    private static final Pattern NAMED = Pattern.compile("docs/[\\w.-]+\\.md");

    @Test
    void no_page_is_longer_than_a_person_reads() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path page : pages()) {
            int words = Files.readString(page).trim().split("\\s+").length;
            if (words >= WORDS) {
                tooLong.add(page + " " + words);
            }
        }
        assertThat(tooLong).as("pages of " + WORDS + " words or more").isEmpty();
    }

    @Test
    void each_link_inside_of_the_project_leads_to_a_file_and_a_heading() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : documents()) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                if (!link.group(1).matches("[a-z]+:.*")) {
                    links++;
                    if (!leads(page, link.group(1))) {
                        broken.add(page + " " + link.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(200);
    }

    @Test
    void the_index_has_each_page() throws IOException {
        Set<Path> listed = new HashSet<>();
        Matcher link = LINK.matcher(prose(INDEX));
        while (link.find()) {
            listed.add(DOCS.resolve(link.group(1).replaceFirst("#.*", "")).normalize());
        }
        Set<Path> missing = new HashSet<>(pages());
        missing.removeAll(listed);
        assertThat(missing).containsExactly(INDEX);
    }

    /** Whoever changes one of the two first pages changes the other one. */
    @Test
    void the_chinese_first_page_has_the_headings_commands_links_and_rows_of_the_english_one() throws IOException {
        String english = Files.readString(Path.of("README.md"));
        String chinese = Files.readString(Path.of("README.zh-CN.md"));
        assertThat(chinese.codePoints().filter(Character::isIdeographic)).hasSizeGreaterThan(500);
        assertThat(found(SHAPE, chinese)).isEqualTo(found(SHAPE, english));
        assertThat(found(CODE, chinese)).isEqualTo(found(CODE, english));
        assertThat(found(NAME, chinese)).containsExactlyInAnyOrderElementsOf(found(NAME, english));
        List<String> links = found(LINK, english);
        assertThat(links).hasSizeGreaterThan(30);
        assertThat(links.remove("](README.zh-CN.md)")).isTrue();
        List<String> linksOfChinese = found(LINK, chinese);
        assertThat(linksOfChinese.remove("](README.md)")).isTrue();
        assertThat(linksOfChinese).isEqualTo(links);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void each_page_that_the_code_names_is_there() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String root : List.of("src", "dev", "examples")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(DocsTest::isCode).toList()) {
                    Matcher page = NAMED.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                    while (page.find()) {
                        if (!page.group().equals("docs/PAGE.md") && !Files.exists(Path.of(page.group()))) {
                            missing.add(file + " " + page.group());
                        }
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isCode(Path file) {
        String name = file.getFileName().toString();
        boolean script = Path.of("dev").equals(file.getParent()) && !name.contains(".");
        return Files.isRegularFile(file) && (script || name.matches(".*\\.(java|jelly|html|properties|yaml|md)"));
    }

    private static boolean leads(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || anchors(file).contains(parts[1]);
    }

    /** As GitHub makes them of headings: letters, digits and dashes. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(prose(page));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static String prose(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            List<Path> pages =
                    new ArrayList<>(files.filter(file -> file.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            pages.add(Path.of("README.md"));
            return pages;
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(pages());
        documents.add(Path.of("README.zh-CN.md"));
        documents.add(Path.of("CONTRIBUTING.md"));
        documents.add(Path.of("CHANGELOG.md"));
        documents.add(Path.of("examples", "README.md"));
        return documents;
    }
}
