package io.jenkins.plugins.gitops.pages;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.util.PluginServletFilter;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A real browser opens the pages. Jenkins from 2.539 on has browsers refuse inline scripts and handlers. Older ones send no
 * such header; so a filter sends it here, and the browser's console names what it refuses. A frame on a page of the
 * test's own says how wide a page is laid out.
 */
@WithJenkins
class PagesInBrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    /** The figures of the folder, from the job. */
    private static final String FOLDER = "../../gitops/";

    private static final String CONTROL = "/csp-control";
    private static final String FRAME = "/width-of";
    private static final Pattern MEASURED = Pattern.compile("<title>(\\d+) (-?\\d+)</title>");

    private static JenkinsRule jenkins;
    private static FreeStyleBuild build;

    @TempDir
    private File profile;

    @BeforeAll
    static void a_jenkins_with_deliveries_and_the_header(JenkinsRule rule) throws Exception {
        assertThat(CHROMIUM)
                .as("Chromium (on Debian: apt-get install chromium)")
                .isExecutable();
        jenkins = rule;
        PluginServletFilter.addFilter(new Header());
        build = rule.buildAndAssertSuccess(
                rule.createProject(Folder.class, "team").createProject(FreeStyleProject.class, "shop"));
        DeliveredBranch branch = new DeliveredBranch();
        branch.configure("**", "staging");
        branch.deliver("shop", "staging", "1", Optional.of(rule.getURL() + build.getUrl()), "healthy");
        for (String page : List.of("gitops/figures", FOLDER)) {
            eventually("the branch was read")
                    .until(
                            () -> rule.createWebClient()
                                    .withJavaScriptEnabled(false)
                                    .getPage(build.getParent(), page)
                                    .getWebResponse()
                                    .getContentAsString(),
                            text -> text.contains("gitops-charts"));
        }
        BuildFacts.of(build).add(Samples.built());
        BuildFacts.of(build).add(new TestReport(1, 2, 1, 0, List.of("ShopTest.pays")));
        Samples.deliver(build, Samples.record("rolled-back", Instant.now()));
        Samples.deliver(build, Samples.record("running", Instant.now()));
    }

    @Test
    void a_browser_refuses_nothing_of_our_pages() throws Exception {
        for (String page : List.of("", "1/", "gitops/", "gitops/figures", FOLDER, "1/gitops/")) {
            Seen seen = open(build.getParent().getUrl() + page);
            assertThat(seen.dom()).as(page).contains("gitops-");
            assertThat(seen.refused()).as(page).isEmpty();
        }
    }

    @Test
    void charts_are_drawn_on_the_pages_of_a_job_and_of_a_folder() throws Exception {
        for (String page : List.of("gitops/figures", FOLDER)) {
            assertThat(open(build.getParent().getUrl() + page).dom())
                    .as(page)
                    .contains("version=\"1.1\" baseProfile=\"full\"", "By week");
        }
    }

    @Test
    void an_inline_script_would_be_seen_to_be_refused() throws Exception {
        assertThat(open(CONTROL.substring(1)).refused())
                .hasSize(1)
                .first()
                .asString()
                .contains("inline script");
    }

    /** The page's elements after its scripts ran, and what the console said of the policy. */
    private record Seen(String dom, List<String> refused) {}

    @ParameterizedTest
    @ValueSource(strings = {"", "1/", "gitops/", "gitops/figures", FOLDER, "1/gitops/"})
    void a_narrow_page_does_not_scroll_sideways(String page) throws Exception {
        assertThat(measure(page, 420).width()).isLessThanOrEqualTo(420);
    }

    /** As when a person chooses another theme: its colours come, and then its name. */
    @Test
    void charts_are_drawn_again_in_the_colours_of_a_dark_theme() throws Exception {
        String page = build.getParent().getUrl() + "gitops/figures";
        assertThat(open(FRAME.substring(1) + "?1280&" + page).dom()).contains("data-dark=\"true\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gitops/"})
    void the_last_column_keeps_away_from_the_border(String page) throws Exception {
        assertThat(measure(page, 1280).gap()).isBetween(8, 600);
    }

    /**
     * How a page is laid out, in CSS pixels.
     *
     * @param width of all of it, scrolled to or not
     * @param gap least distance of the text in a table's last column to its border; 999 without a table
     */
    private record Layout(int width, int gap) {}

    private Layout measure(String page, int width) throws Exception {
        Matcher measured = MEASURED.matcher(
                open(FRAME.substring(1) + "?" + width + "&" + build.getParent().getUrl() + page)
                        .dom());
        assertThat(measured.find()).as("the frame's page says what it measured").isTrue();
        return new Layout(Integer.parseInt(measured.group(1)), Integer.parseInt(measured.group(2)));
    }

    private Seen open(String path) throws Exception {
        Path dom = profile.toPath().resolve("dom.html");
        Path console = profile.toPath().resolve("console.txt");
        Process chromium = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + profile,
                        // Charts are drawn when they come into view.
                        "--window-size=1280,3000",
                        "--virtual-time-budget=10000",
                        "--enable-logging=stderr",
                        "--dump-dom",
                        jenkins.getURL() + path)
                .redirectError(console.toFile())
                .redirectOutput(dom.toFile())
                .start();
        assertThat(chromium.waitFor(2, TimeUnit.MINUTES)).isTrue();
        try (Stream<String> lines = Files.lines(console, StandardCharsets.ISO_8859_1)) {
            return new Seen(
                    Files.readString(dom),
                    lines.filter(line -> line.contains("CONSOLE") && line.contains("Content Security Policy"))
                            .toList());
        }
    }

    /** The header as Jenkins sets it from 2.539 on, and a page that it is meant for. */
    private static final class Header implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest asked = (HttpServletRequest) request;
            HttpServletResponse answer = (HttpServletResponse) response;
            String path = asked.getRequestURI().substring(asked.getContextPath().length());
            if (path.equals(FRAME)) {
                answer.setContentType("text/html");
                answer.getWriter().print(frame(asked));
                return;
            }
            if ("iframe".equals(asked.getHeader("Sec-Fetch-Dest"))) {
                chain.doFilter(request, response);
                return;
            }
            answer.setHeader(
                    "Content-Security-Policy",
                    "base-uri 'none'; default-src 'self'; form-action 'self'; frame-ancestors 'self';"
                            + " img-src 'self' data:; script-src 'report-sample' 'self';"
                            + " style-src 'report-sample' 'self' 'unsafe-inline'");
            if (path.equals(CONTROL)) {
                answer.setContentType("text/html");
                answer.getWriter().print("<html><body><script>document.title = 'ran';</script></body></html>");
                return;
            }
            chain.doFilter(request, response);
        }

        private static String frame(HttpServletRequest asked) {
            String[] query = asked.getQueryString().split("&", 2);
            return """
                    <html><body style="width: 2000px"><iframe id="page" width="%s" height="2900" style="border: 0" src="%s"></iframe>
                    <script>
                    page.onload = () => {
                      const inside = page.contentDocument;
                      let gap = 999;
                      for (const cell of inside.querySelectorAll(".gitops-table tr > :last-child")) {
                        const text = inside.createRange();
                        text.selectNodeContents(cell);
                        if (text.getBoundingClientRect().width > 0) {
                          gap = Math.min(gap, cell.closest("table").getBoundingClientRect().right
                              - text.getBoundingClientRect().right);
                        }
                      }
                      document.title = inside.documentElement.scrollWidth + " " + Math.floor(gap);
                      const chart = () => inside.querySelector(".gitops-chart svg");
                      const first = setInterval(() => {
                        if (chart()) {
                          clearInterval(first);
                          inside.documentElement.style.setProperty("--text-color-secondary", "rgb(1, 2, 3)");
                          inside.documentElement.dataset.theme = "dark";
                          setTimeout(() => {
                            document.body.dataset.dark = /rgba?\\(1, ?2, ?3/.test(chart().outerHTML);
                          }, 200);
                        }
                      }, 100);
                    };
                    </script></body></html>
                    """.formatted(query[0], asked.getContextPath() + "/" + query[1]);
        }
    }
}
