package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.cli.workspace.SecretFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlNodes;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverAddress;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping of the file, by its keys. Each error names file and line. A credential is never in the file, which may be in a
 * repository: key {@code tokenEnv} names the variable that holds the token, {@code tokenFile} the file ({@link CredentialPlace}).
 */
final class ReceiverSettings {

    private static final List<String> SECRETS = List.of("token", "secret", "password");
    private static final String BY_VARIABLE = "Env";
    private static final String BY_FILE = "File";
    private static final String URL = "url";

    private final YamlFile file;
    private final Node node;
    private final UnaryOperator<String> environment;

    /** @param environment the process's variables; null where there is none */
    ReceiverSettings(YamlFile file, Node node, UnaryOperator<String> environment) {
        this.file = file;
        this.node = node;
        this.environment = environment;
        if (!(node instanceof MappingNode)) {
            throw at(node, "there are no keys and values here", "Write 'key: value' in lines below each other");
        }
    }

    private List<NodeTuple> pairs() {
        return ((MappingNode) node).getValue();
    }

    /**
     * Refuses what is not known.
     *
     * @param known the keys; {@code token} stands for {@code tokenEnv} and {@code tokenFile}
     */
    void require(Set<String> known) {
        Set<String> written = new LinkedHashSet<>();
        for (String key : known) {
            if (SECRETS.contains(key)) {
                written.add(key + BY_VARIABLE);
                written.add(key + BY_FILE);
            } else {
                written.add(key);
            }
        }
        if (known.contains(URL)) {
            written.add(URL + BY_VARIABLE);
            written.add(URL + BY_FILE);
        }
        for (NodeTuple pair : pairs()) {
            String key = pair.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
            if (written.contains(key)) {
                continue;
            }
            if (SECRETS.contains(key)) {
                throw at(
                        pair.getKeyNode(),
                        "'" + key + "' is a credential, and this file may be read by others",
                        "Write " + key + BY_VARIABLE + ": VARIABLE or " + key + BY_FILE
                                + ": PATH, and change the credential if the file was pushed");
            }
            throw at(
                    pair.getKeyNode(),
                    "'" + ShownText.line(key, TextLimits.SHOWN) + "' is not known here",
                    NearestName.of(key, written)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse("Known are " + String.join(", ", written)));
        }
    }

    GitopsException at(String key, String problem, String remedy) {
        return at(YamlNodes.value(node, key).orElse(node), problem, remedy);
    }

    private GitopsException at(Node place, String problem, String remedy) {
        return new GitopsException(file.at(place) + ": " + problem, remedy);
    }

    Optional<String> text(String key) {
        Optional<Node> value = YamlNodes.value(node, key);
        Optional<String> text = value.flatMap(YamlNodes::text);
        if (value.isPresent() && text.isEmpty()) {
            throw at(value.get(), "'" + key + "' has no text", "Write a text, or leave the key out");
        }
        return text;
    }

    String needed(String key) {
        return text(key)
                .orElseThrow(() -> at(
                        node, "'" + key + "' is missing", "Add it; docs/notifications-command-line.md has an example"));
    }

    /** One of these words. */
    Optional<String> oneOf(String key, List<String> words) {
        Optional<String> word = text(key);
        word.ifPresent(each -> requireOneOf(YamlNodes.value(node, key).orElseThrow(), each, words));
        return word;
    }

    private void requireOneOf(Node place, String word, List<String> words) {
        if (!words.contains(word)) {
            throw at(
                    place,
                    "'" + ShownText.line(word, TextLimits.SHOWN) + "' is none of " + String.join(", ", words),
                    NearestName.of(word, words)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse("Write one of them"));
        }
    }

    boolean flag(String key, boolean otherwise) {
        return oneOf(key, List.of("true", "false")).map(Boolean::parseBoolean).orElse(otherwise);
    }

    /** Texts in a list; a single one may stand without. */
    Set<String> texts(String key) {
        Optional<Node> value = YamlNodes.value(node, key);
        Set<String> texts = new LinkedHashSet<>();
        value.filter(each ->
                        YamlNodes.text(each).isEmpty() && YamlNodes.items(each).isEmpty())
                .ifPresent(each -> {
                    // Taken for nothing it would mean all.
                    throw at(
                            each,
                            "'" + key + "' is neither a text nor a list with texts",
                            "Write a text or a list, or leave the key out");
                });
        value.flatMap(YamlNodes::text).ifPresent(texts::add);
        value.map(YamlNodes::items)
                .orElse(List.of())
                .forEach(item -> texts.add(YamlNodes.text(item)
                        .orElseThrow(
                                () -> at(item, "'" + key + "' has something that is no text", "Write texts alone"))));
        return texts;
    }

    /** As above, each one of these words. */
    Set<String> someOf(String key, List<String> words) {
        Set<String> texts = texts(key);
        texts.forEach(each -> requireOneOf(YamlNodes.value(node, key).orElseThrow(), each, words));
        return texts;
    }

    /** Texts by key. */
    Map<String, String> map(String key) {
        Map<String, String> map = new TreeMap<>();
        Optional<Node> value = YamlNodes.value(node, key);
        if (value.isPresent()) {
            ReceiverSettings inside = new ReceiverSettings(file, value.get(), environment);
            for (NodeTuple pair : inside.pairs()) {
                String name = YamlNodes.text(pair.getKeyNode()).orElse("");
                map.put(name, inside.needed(name));
            }
        }
        return map;
    }

    /** The items of a list of mappings. */
    List<ReceiverSettings> mappings(String key) {
        List<ReceiverSettings> all = new ArrayList<>();
        YamlNodes.value(node, key)
                .map(YamlNodes::items)
                .orElse(List.of())
                .forEach(item -> all.add(new ReceiverSettings(file, item, environment)));
        return all;
    }

    /** Of a variable or a file. */
    Optional<ReceiverSecret> secret(String key) {
        return hidden(key).map(ReceiverSecret::new);
    }

    ReceiverSecret neededSecret(String key) {
        return secret(key)
                .orElseThrow(() -> at(
                        node,
                        "there is no " + key,
                        "Write " + key + BY_VARIABLE + ": VARIABLE or " + key + BY_FILE + ": PATH"));
    }

    private Optional<String> hidden(String key) {
        Optional<String> variable = text(key + BY_VARIABLE);
        Optional<String> path = text(key + BY_FILE);
        if (variable.isPresent() && path.isPresent()) {
            throw at(
                    key + BY_FILE,
                    "the " + key + " is given twice",
                    "Keep one of " + key + BY_VARIABLE + " and " + key + BY_FILE);
        }
        return variable.map(name -> variable(key + BY_VARIABLE, name)).or(() -> path.map(name -> content(key, name)));
    }

    private String variable(String key, String name) {
        try {
            CredentialPlace.requireVariable(name);
        } catch (GitopsException e) {
            throw at(key, e.getMessage(), e.remedy());
        }
        return Optional.ofNullable(environment.apply(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> at(
                        key,
                        "the variable " + ShownText.line(name, TextLimits.SHOWN) + " is not set",
                        "Set it, or name another"));
    }

    private String content(String key, String path) {
        Path folder = Path.of(file.path()).toAbsolutePath().resolveSibling("");
        try {
            return SecretFile.text(CredentialPlace.file(folder, path), key);
        } catch (GitopsException e) {
            throw at(key + BY_FILE, e.getMessage(), e.remedy());
        }
    }

    /** @param secret whether whoever knows it may post: then it is not in the file */
    URI address(boolean secret, Optional<String> otherwise) {
        Optional<String> inline = text(URL);
        if (inline.isPresent() && (secret || inline.get().contains("?"))) {
            throw at(
                    URL,
                    "whoever knows this address may post there, and this file may be read by others",
                    "Write " + URL + BY_VARIABLE + ": VARIABLE or " + URL + BY_FILE
                            + ": PATH, and make a new address if the file was pushed");
        }
        String text = inline.or(() -> hidden(URL))
                .or(() -> otherwise)
                .orElseThrow(() ->
                        at(node, "there is no " + URL, "Add it, or " + URL + BY_VARIABLE + " or " + URL + BY_FILE));
        try {
            return ReceiverAddress.parse(text, flag("plainHttp", false));
        } catch (GitopsException e) {
            throw at(URL, e.getMessage(), e.remedy());
        }
    }
}
