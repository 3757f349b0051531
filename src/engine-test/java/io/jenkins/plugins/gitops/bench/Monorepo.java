package io.jenkins.plugins.gitops.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A repository of many files, a manifest for each application among them. */
final class Monorepo {

    private static final int FILES_A_FOLDER = 100;

    private Monorepo() {}

    static BareRepository of(int files, int applications) {
        Map<String, String> content = new HashMap<>();
        for (int i = 0; i < files - applications; i++) {
            content.put(
                    "src/part-%03d/file-%02d.txt".formatted(i / FILES_A_FOLDER, i % FILES_A_FOLDER),
                    "The content of file number " + i + ".\n".repeat(20));
        }
        for (int i = 0; i < applications; i++) {
            content.put(path(i), manifest(i));
        }
        return GitServer.shared().createRepository(content);
    }

    static String path(int application) {
        return "apps/app-%02d/deployment.yaml".formatted(application);
    }

    private static String manifest(int application) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app-%1$02d}
                spec:
                  selector: {matchLabels: {app: app-%1$02d}}
                  template:
                    metadata: {labels: {app: app-%1$02d}}
                    spec:
                      containers:
                        - name: app
                          image: registry.example/app-%1$02d:none
                """
                .formatted(application);
    }

    /** Another digest for each version. */
    static ImageReference image(int application, String version) {
        return new ImageReference(
                "registry.example/app-%02d".formatted(application),
                Optional.empty(),
                Optional.of(new ImageDigest("sha256:" + hash(version))));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
