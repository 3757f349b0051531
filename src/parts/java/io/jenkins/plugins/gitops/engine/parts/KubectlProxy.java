package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

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
            String line = Eventually.get(CompletableFuture.supplyAsync(this::firstLine));
            if (line == null || !line.startsWith(SERVING)) {
                throw new IllegalStateException("kubectl proxy said: " + line);
            }
            address = URI.create("http://" + line.substring(SERVING.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String firstLine() {
        try {
            return process.inputReader().readLine();
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
