package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.cli.workspace.SecretFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NearestName;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.SettingsMapping;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverAddress;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A mapping of the file, by its keys. Each error names file and line. A credential is never in the file, which may be in a
 * repository: key {@code tokenEnv} names the variable that holds the token, {@code tokenFile} the file ({@link CredentialPlace}).
 */
final class ReceiverSettings {

    private static final List<String> SECRETS = List.of("token", "secret", "password");
    private static final String BY_VARIABLE = "Env";
    private static final String BY_FILE = "File";
    private static final String URL = "url";

    private final SettingsMapping mapping;
    private final Path folder;
    private final UnaryOperator<String> environment;

    /**
     * @param folder that of the file, where the names of others begin
     * @param environment the process's variables; null where there is none
     */
    ReceiverSettings(SettingsMapping mapping, Path folder, UnaryOperator<String> environment) {
        this.mapping = mapping;
        this.folder = folder;
        this.environment = environment;
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
        for (String key : mapping.keys()) {
            if (SECRETS.contains(key) && !written.contains(key)) {
                throw at(
                        key,
                        "'" + key + "' is a credential, and this file may be read by others",
                        "Write " + key + BY_VARIABLE + ": VARIABLE or " + key + BY_FILE
                                + ": PATH, and change the credential if the file was pushed");
            }
        }
        mapping.require(written);
    }

    GitopsException at(String key, String problem, String remedy) {
        return mapping.at(key, problem, remedy);
    }

    Optional<String> text(String key) {
        return mapping.text(key);
    }

    String needed(String key) {
        return text(key)
                .orElseThrow(() -> at(
                        key, "'" + key + "' is missing", "Add it; docs/notifications-command-line.md has an example"));
    }

    /** One of these words. */
    Optional<String> oneOf(String key, List<String> words) {
        Optional<String> word = text(key);
        word.ifPresent(each -> requireOneOf(key, each, words));
        return word;
    }

    private void requireOneOf(String key, String word, List<String> words) {
        if (!words.contains(word)) {
            throw at(
                    key,
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
        return new LinkedHashSet<>(mapping.texts(key));
    }

    /** As above, each one of these words. */
    Set<String> someOf(String key, List<String> words) {
        Set<String> texts = texts(key);
        texts.forEach(each -> requireOneOf(key, each, words));
        return texts;
    }

    /** Texts by key. */
    Map<String, String> map(String key) {
        Map<String, String> map = new TreeMap<>();
        SettingsMapping inside = mapping.mapping(key);
        inside.keys().forEach(name -> map.put(name, inside.needed(name)));
        return map;
    }

    /** The items of a list of mappings. */
    List<ReceiverSettings> mappings(String key) {
        return mapping.items(key).stream()
                .map(item -> new ReceiverSettings(item, folder, environment))
                .toList();
    }

    /** Of a variable or a file. */
    Optional<ReceiverSecret> secret(String key) {
        return hidden(key).map(ReceiverSecret::new);
    }

    ReceiverSecret neededSecret(String key) {
        return secret(key)
                .orElseThrow(() -> at(
                        key,
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
        return Optional.ofNullable(environment.apply(mapping.checked(key, () -> CredentialPlace.variable(name))))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> at(
                        key,
                        "the variable " + ShownText.line(name, TextLimits.SHOWN) + " is not set",
                        "Set it, or name another"));
    }

    private String content(String key, String path) {
        return mapping.checked(key + BY_FILE, () -> SecretFile.text(CredentialPlace.file(folder, path), key));
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
                        at(URL, "there is no " + URL, "Add it, or " + URL + BY_VARIABLE + " or " + URL + BY_FILE));
        boolean plain = flag("plainHttp", false);
        return mapping.checked(URL, () -> ReceiverAddress.parse(text, plain));
    }
}
