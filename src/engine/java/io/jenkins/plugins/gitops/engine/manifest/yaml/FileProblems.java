package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a set of files, collected so that a person can correct everything at once. */
public final class FileProblems {

    /** A longer list would not be read. */
    static final int SHOWN = 20;

    private final List<GitopsException> all = new ArrayList<>();

    /** One problem at its place. */
    public static GitopsException at(FileLocation location, String problem, String remedy) {
        return new GitopsException(location + ": " + problem, remedy);
    }

    public void add(GitopsException problem) {
        all.add(problem);
    }

    public void add(FileLocation location, String problem, String remedy) {
        all.add(at(location, problem, remedy));
    }

    /** Runs a part of the work and keeps its error, so that the other parts still run. */
    public void collect(Runnable work) {
        try {
            work.run();
        } catch (GitopsException e) {
            all.add(e);
        }
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** @throws GitopsException with all problems, when there are any */
    public void throwIfAny(String subject) {
        if (all.size() == 1) {
            throw all.get(0);
        }
        if (!all.isEmpty()) {
            String lines = all.stream()
                    .limit(SHOWN)
                    .map(problem -> "\n  " + problem.getMessage() + " (" + problem.remedy() + ")")
                    .collect(Collectors.joining());
            String rest = all.size() > SHOWN ? "\n  and " + (all.size() - SHOWN) + " more" : "";
            throw new GitopsException(
                    all.size() + " problems in " + subject + ":" + lines + rest, "Correct them all, and try again");
        }
    }
}
