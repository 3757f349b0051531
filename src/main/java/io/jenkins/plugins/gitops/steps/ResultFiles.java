package io.jenkins.plugins.gitops.steps;

import hudson.FilePath;
import hudson.Util;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.gitops.engine.CountedInput;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.JUnitXml;
import io.jenkins.plugins.gitops.engine.delivery.request.OldResults;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;
import jenkins.util.SystemProperties;

/**
 * The result files of a test run on an agent. At most 10,000 of them are read, and 256 MiB in all (the system property {@code
 * io.jenkins.plugins.gitops.steps.resultBytes}).
 */
final class ResultFiles {

    private static final int MOST_FILES = 10_000;
    private static final int MOST_BYTES = 256 << 20;

    private final FilePath folder;
    private final String pattern;
    private long bytes;
    private List<String> old = List.of();

    /** @param pattern Ant pattern, from the folder */
    ResultFiles(FilePath folder, String pattern) {
        this.folder = folder;
        this.pattern = pattern;
    }

    /**
     * Adds what the files say that the run wrote.
     *
     * @param begun the run's begin by the agent's clock, in milliseconds; older files are of another run
     * @throws GitopsException when there is none, or too many of them, or one is not JUnit XML
     */
    TestReport addedTo(TestReport report, long begun) throws IOException, InterruptedException {
        List<ArrayList<String>> found = folder.act(new Matching(pattern, begun));
        List<String> names = found.get(0);
        old = found.get(1);
        if (names.isEmpty()) {
            throw OldResults.none(
                    "The test run wrote no result file that matches '" + pattern + "' in " + folder.getRemote(),
                    old,
                    "Have the run write JUnit XML, and name its place from the current folder (junit: '...')");
        }
        if (names.size() > MOST_FILES) {
            throw tooMuch("are more than " + MOST_FILES + " files");
        }
        TestReport sum = report;
        for (String name : names) {
            FilePath file = folder.child(name);
            try (InputStream xml = new Counted(file.read())) {
                sum = sum.plus(JUnitXml.read(file.getRemote(), xml));
            }
        }
        return sum;
    }

    /** The files that matched and were older than the run, after the reading. */
    List<String> old() {
        return old;
    }

    private GitopsException tooMuch(String size) {
        return new GitopsException(
                "The results that match '" + pattern + "' in " + folder.getRemote() + " " + size,
                "Have the run leave its output out of the results, or name less (junit: '...')");
    }

    /** Ends the reading where all files together are too long. An agent may say anything of their length. */
    private final class Counted extends CountedInput {

        private final long longest =
                SystemProperties.getLong("io.jenkins.plugins.gitops.steps.resultBytes", (long) MOST_BYTES);

        Counted(InputStream xml) {
            super(xml);
        }

        @Override
        protected void came(byte[] buffer, int from, int count) {
            bytes += count;
            if (bytes > longest) {
                throw tooMuch("have more than " + longest + " bytes");
            }
        }
    }

    /** The names from the folder of what the run wrote, then of what is older; of each one more than may be read at the most. */
    private static final class Matching extends MasterToSlaveFileCallable<ArrayList<ArrayList<String>>> {

        private static final long serialVersionUID = 1L;

        private final String pattern;
        private final long begun;

        Matching(String pattern, long begun) {
            this.pattern = pattern;
            this.begun = begun;
        }

        @Override
        public ArrayList<ArrayList<String>> invoke(File folder, VirtualChannel channel) {
            ArrayList<String> written = new ArrayList<>();
            ArrayList<String> old = new ArrayList<>();
            for (String name :
                    Util.createFileSet(folder, pattern).getDirectoryScanner().getIncludedFiles()) {
                ArrayList<String> names = new File(folder, name).lastModified() >= begun ? written : old;
                if (names.size() <= MOST_FILES) {
                    names.add(name);
                }
            }
            ArrayList<ArrayList<String>> both = new ArrayList<>();
            both.add(written);
            both.add(old);
            return both;
        }
    }
}
