package io.jenkins.plugins.gitops.engine.cluster.access;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A kubeconfig from an untrusted source. Fields are those of {@code k8s.io/client-go/tools/clientcmd/api/v1}.
 *
 * <p>Error texts name entries and fields, never values: the whole file is a secret.
 */
final class Kubeconfig {

    private static final int LONGEST = 1 << 20;
    private static final List<String> CLUSTER_REFUSED = List.of("certificate-authority", "proxy-url");
    private static final String EXEC = "exec";
    private static final String AUTH_PROVIDER = "auth-provider";
    private static final List<String> USER_REFUSED =
            List.of("client-certificate", "client-key", "tokenFile", "as", "as-uid", "as-groups", "as-user-extra");

    /** What a YAML 1.1 reader takes for true, as kubectl's does. */
    private static final Pattern YES = Pattern.compile("(?i)true|yes|on|y");

    private final String origin;
    private final Map<?, ?> root;

    Kubeconfig(String yaml, String origin) {
        this.origin = origin;
        this.root = load(yaml);
    }

    /** @param programs decides about a program that gives the credential; absent means that none may run */
    ClusterAccess access(Optional<String> wanted, Optional<ExecProgram.Runner> programs) {
        String contextName = wanted.or(() -> text(root, "current-context"))
                .orElseThrow(() -> malformed("has no current context", "Name the context to use, or set one in it"));
        Map<?, ?> context = entry("contexts", "context", contextName);
        String clusterName = text(context, "cluster")
                .orElseThrow(() -> malformed("names no cluster in context '" + contextName + "'", "Add it"));
        Map<?, ?> cluster = entry("clusters", "cluster", clusterName);
        refuse(cluster, CLUSTER_REFUSED, "cluster '" + clusterName + "'");
        Optional<String> userName = text(context, "user");
        Map<?, ?> user =
                userName.<Map<?, ?>>map(name -> entry("users", "user", name)).orElse(Map.of());
        userName.ifPresent(name -> refuseUser(user, name, programs.isPresent()));
        Optional<CredentialSource> program = programs.filter(runner -> user.get(EXEC) != null)
                .map(runner -> runner.credentials(
                        new ExecEntry(this, user, userName.orElse("")).program(cluster, clusterName)));
        ClusterAccess access = new ClusterAccess(
                server(cluster, clusterName),
                data(cluster, "certificate-authority-data", clusterName),
                !yes(cluster, "insecure-skip-tls-verify"),
                data(user, "client-certificate-data", userName.orElse("")),
                data(user, "client-key-data", userName.orElse("")),
                text(user, "token"),
                text(user, "username"),
                text(user, "password"),
                text(context, "namespace"));
        return program.map(access::as).orElse(access);
    }

    private void refuseUser(Map<?, ?> user, String name, boolean programsMayRun) {
        String place = "user '" + name + "'";
        if (programsMayRun && user.get(AUTH_PROVIDER) != null) {
            throw malformed(
                    "has '" + AUTH_PROVIDER + "' in " + place + ", which Kubernetes took out in 1.26",
                    "Let the cluster's tool write the kubeconfig anew, with 'exec' instead (for GKE: 'gcloud container"
                            + " clusters get-credentials'), or use the token of a ServiceAccount");
        }
        refuse(user, programsMayRun ? List.of() : List.of(EXEC, AUTH_PROVIDER), place);
        refuse(user, USER_REFUSED, place);
    }

    String origin() {
        return origin;
    }

    /** Whether a field says yes. */
    boolean yes(Map<?, ?> entry, String field) {
        return YES.matcher(text(entry, field).orElse("")).matches();
    }

    private Map<?, ?> load(String yaml) {
        if (yaml.length() > LONGEST) {
            throw malformed("is longer than 1 MiB", "Give a kubeconfig of one cluster");
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LONGEST);
        limits.setMaxAliasesForCollections(0);
        limits.setAllowRecursiveKeys(false);
        limits.setAllowDuplicateKeys(false);
        limits.setNestingDepthLimit(20);
        DumperOptions unused = new DumperOptions();
        Yaml reader =
                new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, new TextResolver());
        try {
            if (reader.load(yaml) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (RuntimeException | StackOverflowError notYaml) {
            // A value that is not what its tag says ends in any exception, not in a YAMLException alone. The message
            // quotes the text around the mistake, which may be a key: it is not passed on.
            throw malformed("is not the YAML of a kubeconfig", "Check it with kubectl config view");
        }
        throw malformed("is not a kubeconfig", "Check it with kubectl config view");
    }

    private Map<?, ?> entry(String list, String type, String name) {
        if (root.get(list) instanceof List<?> entries) {
            for (Object each : entries) {
                if (each instanceof Map<?, ?> named
                        && name.equals(named.get("name"))
                        && named.get(type) instanceof Map<?, ?> entry) {
                    return entry;
                }
            }
        }
        throw malformed("has no " + type + " '" + name + "'", "Add it, or name another context");
    }

    private void refuse(Map<?, ?> entry, List<String> fields, String name) {
        for (String field : fields) {
            if (entry.get(field) != null && !"".equals(entry.get(field))) {
                throw malformed(
                        "has '" + field + "' in " + name + ", which is refused: no program, file, proxy or other"
                                + " identity that a kubeconfig names is used here",
                        "Store what kubectl config view --raw --flatten --minify prints; where it still has '" + field
                                + "', use the token of a ServiceAccount");
            }
        }
    }

    URI server(Map<?, ?> cluster, String name) {
        try {
            return new URI(text(cluster, "server").orElse(""));
        } catch (URISyntaxException notAnAddress) {
            throw malformed("has no valid server address in cluster '" + name + "'", "Write https://host:6443");
        }
    }

    Optional<String> data(Map<?, ?> entry, String field, String name) {
        try {
            return text(entry, field)
                    .map(text -> new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw malformed("has no base64 in '" + field + "' of '" + name + "'", "Write it without line numbers");
        }
    }

    Optional<String> text(Map<?, ?> entry, String field) {
        Object value = entry.get(field);
        if (value == null || "".equals(value)) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw malformed("has a '" + field + "' that is not a text", "Write it as one, in quotes and without a tag");
    }

    GitopsException malformed(String problem, String remedy) {
        return new GitopsException("The kubeconfig of " + origin + " " + problem, remedy);
    }

    /** Takes what stands without quotes for a text: a password of digits keeps its zeros, and a token is never a date. */
    private static final class TextResolver extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
