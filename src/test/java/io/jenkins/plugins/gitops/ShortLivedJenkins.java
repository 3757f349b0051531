package io.jenkins.plugins.gitops;

import java.util.stream.Stream;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins in a process of its own that lives for a minute or two: its JVM gets no good code, but gets it soon. */
public final class ShortLivedJenkins {

    /** In seconds; machines that build other things as well are slow. */
    private static final int LIMIT = 30 * 60;

    private static final String[] QUICK_START = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

    private ShortLivedJenkins() {}

    /** @param javaOptions more of them */
    public static RealJenkinsExtension create(String... javaOptions) {
        return new RealJenkinsExtension()
                .javaOptions(
                        Stream.of(QUICK_START, javaOptions).flatMap(Stream::of).toArray(String[]::new))
                .withTimeout(LIMIT);
    }
}
