package io.jenkins.plugins.gitops.engine.parts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** {@code kubectl proxy}: an API server over plain HTTP, with somebody's rights. */
public final class KubectlProxy implements AutoCloseable {

    private static final String SERVING = "Starting to serve on ";

    private final Process process;
    private final URI address;

    KubectlProxy(String kubectl, Path kubeconfig) {
        try {
            process = new ProcessBuilder(kubectl, "--kubeconfig", kubeconfig.toString(), "proxy", "--port=0")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            if (line == null || !line.startsWith(SERVING)) {
                throw new IllegalStateException("kubectl proxy said: " + line);
            }
            address = URI.create("http://" + line.substring(SERVING.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
