package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Identities of the API server's own: service accounts, their tokens and what they may; and its authority. */
public final class Tokens {

    private static final Pattern AUTHORITY = Pattern.compile("certificate-authority-data: (\\S+)");

    private Tokens() {}

    /** Of a new service account, which may nothing yet. */
    public static String of(String namespace, String account) {
        kubectl(namespace, "create", "serviceaccount", account);
        return ControlPlane.shared().token(namespace, account);
    }

    /** The role in the account's namespace alone. */
    public static void grant(String namespace, String account, String clusterRole) {
        kubectl(
                namespace,
                "create",
                "rolebinding",
                account,
                "--clusterrole=" + clusterRole,
                "--serviceaccount=" + namespace + ":" + account);
    }

    /** All tokens of the account are invalid from now on. */
    static void revoke(String namespace, String account) {
        kubectl(namespace, "delete", "serviceaccount", account);
    }

    /** The API server's, PEM. */
    public static String authority() {
        Matcher found = AUTHORITY.matcher(ControlPlane.shared().kubeconfig());
        if (!found.find()) {
            throw new IllegalStateException("The kubeconfig has no authority");
        }
        return new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8);
    }

    /** One that has signed nothing, PEM. */
    static String otherAuthority() throws Exception {
        Path store = Files.createTempDirectory("authority").resolve("store.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool") + " ";
        String options = " -alias other -storetype PKCS12 -storepass changeit -keystore " + store;
        run(keytool + "-genkeypair -keyalg RSA -dname CN=other" + options);
        return run(keytool + "-exportcert -rfc" + options);
    }

    private static String run(String command) throws Exception {
        return DevScript.run(List.of(command.split(" "))).succeeded();
    }

    private static String kubectl(String namespace, String... arguments) {
        return ControlPlane.shared().kubectl(namespace, arguments).succeeded();
    }
}
