package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** A real OCI registry on loopback, over plain HTTP, that wants a login; charts are pushed there by a real Helm. */
public final class ChartRegistry {

    public static final String USERNAME = "reader";
    public static final String PASSWORD = "let-the-charts-in";

    private static ChartRegistry shared;

    private final String address;

    private ChartRegistry() {
        address = new DevScript("registry", DevScript.sharedState().resolve("charts"))
                .start("--login")
                .get("REGISTRY");
    }

    /** The one of this JVM, started at the first call. */
    public static synchronized ChartRegistry shared() {
        if (shared == null) {
            shared = new ChartRegistry();
        }
        return shared;
    }

    /** Host and port. */
    public String address() {
        return address;
    }

    /** As {@code helm registry login} writes it, for this registry. */
    public String logins(String password) {
        String pair = USERNAME + ":" + password;
        return "{\"auths\": {\"" + address + "\": {\"auth\": \""
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"}}}";
    }

    /**
     * Packs and pushes a chart.
     *
     * @param path in the registry, without the chart's name
     * @param files of the chart, by their paths in its folder
     * @return the digest of the packed chart
     */
    public String push(String path, Map<String, String> files) {
        try {
            Path folder = Files.createTempDirectory("chart");
            Path chart = folder.resolve("chart");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = chart.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
            Path logins = Files.writeString(folder.resolve("logins.json"), logins(PASSWORD));
            Helm.run("package", chart.toString(), "--destination", folder.toString())
                    .succeeded();
            Path packed;
            try (var all = Files.list(folder)) {
                packed = all.filter(file -> file.toString().endsWith(".tgz"))
                        .findFirst()
                        .orElseThrow();
            }
            Helm.run(
                            "push",
                            packed.toString(),
                            "oci://" + address + "/" + path,
                            "--plain-http",
                            "--registry-config",
                            logins.toString())
                    .succeeded();
            String digest = RegistryImages.sha256(Files.readAllBytes(packed));
            DevScript.remove(folder);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
