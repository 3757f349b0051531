package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server program with an HTTP address on loopback, whose output is a file. It ends when it is closed, or with this JVM. */
final class LoopbackProgram implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final URI address;
    private final Thread atEnd;

    /**
     * Starts it and waits until it is ready.
     *
     * @param command without the address
     * @param option that names the address
     * @param ready the path that answers 200 then
     */
    LoopbackProgram(List<String> command, String option, String ready, Path log) {
        int port = freePort();
        List<String> line = new ArrayList<>(command);
        line.add(option + "127.0.0.1:" + port);
        this.address = URI.create("http://127.0.0.1:" + port);
        this.log = log;
        try {
            process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        atEnd = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atEnd);
        Eventually.eventually(command.get(0) + " is ready").until(() -> isReady(ready));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady(String path) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("It ended with " + process.exitValue() + ":\n" + Files.readString(log));
        }
        try {
            return CLIENT.send(
                                    HttpRequest.newBuilder(address.resolve(path))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI address() {
        return address;
    }

    /** What it answers. */
    String get(String path) {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(URI.create(address + path)).build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(atEnd);
    }
}
