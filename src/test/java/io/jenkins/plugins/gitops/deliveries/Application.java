package io.jenkins.plugins.gitops.deliveries;

import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * An application in a repository and a namespace of its own, in the test's JVM, so that it outlives a controller. Its
 * pods start only once {@link #letPodsStart} was called.
 */
final class Application {

    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              selector: {matchLabels: {app: app}}
              template:
                metadata: {labels: {app: app}}
                spec:
                  volumes: [{name: go, configMap: {name: go}}]
                  containers:
                    - name: app
                      image: IMAGE:none
                      volumeMounts: [{name: go, mountPath: /go}]
            """;

    final String name;
    final GitServer.BareRepository repository;
    final String namespace;
    private ImageReference newest;

    Application(String name) {
        this.name = name;
        this.namespace = ControlPlane.shared().freshNamespace();
        this.repository =
                GitServer.shared().createRepository(Map.of("k8s/app.yaml", MANIFEST.replace("IMAGE", image())));
    }

    private String image() {
        return ImageRegistry.shared().address() + "/" + name;
    }

    ImageReference good(String tag) {
        newest = ImageRegistry.shared().push(name, tag, Map.of("tag", tag));
        return newest;
    }

    /** The last of the good ones. */
    ImageReference newest() {
        return newest;
    }

    ImageReference crashing(String tag) {
        return ImageRegistry.shared().push(name, tag, Map.of("io.jenkins.gitops.stand-in", "crash"));
    }

    void letPodsStart() {
        if (kubectl("get", "configmap", "go", "--ignore-not-found").isEmpty()) {
            kubectl("create", "configmap", "go");
        }
    }

    void holdNewPods() {
        kubectl("delete", "configmap", "go");
    }

    /** Holds the next pushes in a hook: {@code pre-receive}, nothing is in; {@code post-receive}, all is in. */
    void holdPushes(String hook) throws IOException {
        Files.createFile(held());
        Path script = repository.folder().resolve("hooks").resolve(hook);
        Files.createDirectories(script.getParent());
        Files.writeString(
                script, "#!/bin/sh\ntouch '" + arrived() + "'\nwhile [ -e '" + held() + "' ]; do sleep 0.2; done\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    boolean holdsPush() {
        return Files.exists(arrived());
    }

    void letPushesIn() throws IOException {
        Files.deleteIfExists(held());
    }

    private Path held() {
        return repository.folder().resolve("held");
    }

    private Path arrived() {
        return repository.folder().resolve("arrived");
    }

    /** The deploy ids in the branch's commits, newest first. */
    List<String> committed() {
        return repository
                .git("log", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly,separator=)", "main")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    String running() {
        return ControlPlane.shared().image(namespace, "app");
    }

    String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(namespace, arguments).succeeded();
    }
}
