package io.jenkins.plugins.gitops.notifications;

import hudson.model.Job;
import hudson.model.Run;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** A build of this controller, by the address that an event has of it. */
final class ControllerBuild {

    private static final String JOB = "job/";

    private ControllerBuild() {}

    /** Empty when it is elsewhere, or was deleted. To be called with the system's permissions. */
    static Optional<Run<?, ?>> at(String url) {
        String root = Optional.ofNullable(Jenkins.get().getRootUrl()).orElse("");
        if (!url.startsWith(root + JOB)) {
            return Optional.empty();
        }
        String path = url.substring(root.length() + JOB.length());
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        int between = path.lastIndexOf('/', end - 1);
        if (between < 1) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(path.substring(between + 1, end));
            String name = Arrays.stream(path.substring(0, between).split("/job/"))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("/"));
            return Optional.ofNullable(Jenkins.get().getItemByFullName(name, Job.class))
                    .map(job -> job.getBuildByNumber(number));
        } catch (IllegalArgumentException noBuild) {
            return Optional.empty();
        }
    }
}
