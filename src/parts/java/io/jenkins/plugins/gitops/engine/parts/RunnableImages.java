package io.jenkins.plugins.gitops.engine.parts;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Images for a real node, in the shared registry: Debian's static busybox, and what it shall do. They need a control
 * plane with a real node to have been started, which got busybox.
 */
public final class RunnableImages {

    private static final Path BUSYBOX = DevScript.cache().resolve("packages/busybox-static/bin/busybox");

    private RunnableImages() {}

    /** Its container answers this text at port 8080, path {@code /}. */
    public static ImageReference page(String repository, String tag, String text) {
        return push(repository, tag, text, "/busybox", "httpd", "-f", "-p", "8080", "-h", "/page");
    }

    /** Its container writes this line to its log and ends with 3. */
    public static ImageReference crash(String repository, String tag, String line) {
        return push(repository, tag, line, "/busybox", "sh", "-c", "/busybox cat /page/index.html >&2; exit 3");
    }

    /** Its container runs and answers nothing. */
    public static ImageReference silent(String repository, String tag) {
        return push(repository, tag, "", "/busybox", "sleep", "3600");
    }

    private static ImageReference push(String repository, String tag, String page, String... command) {
        try {
            Path folder = Files.createTempDirectory("image");
            try {
                Files.copy(BUSYBOX, folder.resolve("busybox"));
                folder.resolve("busybox").toFile().setExecutable(true, false);
                Files.writeString(Files.createDirectory(folder.resolve("page")).resolve("index.html"), page + "\n");
                Path archive = folder.resolve("layer.tar");
                DevScript.run(List.of("tar", "-C", folder.toString(), "-cf", archive.toString(), "busybox", "page"))
                        .succeeded();
                return ImageRegistry.shared()
                        .push(repository, tag, Map.of("Entrypoint", List.of(command)), Files.readAllBytes(archive));
            } finally {
                DevScript.remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
