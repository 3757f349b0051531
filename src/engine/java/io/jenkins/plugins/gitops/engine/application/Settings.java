package io.jenkins.plugins.gitops.engine.application;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.SettingsMapping;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of deliveries, with the places where it is said. */
public final class Settings {

    /** A value, or several, and where the file has it. */
    public record Value(List<String> texts, FileLocation at) {
        public Value {
            texts = List.copyOf(texts);
        }
    }

    private final Map<Setting, Value> values;

    private Settings(Map<Setting, Value> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Those among the keys of a mapping; others are left to the caller.
     *
     * @param folder from which paths are meant
     * @throws GitopsException with file and line, when one of them is wrong
     */
    static Settings of(SettingsMapping mapping, String folder) {
        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        for (String key : mapping.keys()) {
            Optional<Setting> known = Setting.of(key);
            if (known.isPresent()) {
                Setting setting = known.get();
                List<String> texts = setting.shape().list() ? mapping.texts(key) : List.of(mapping.needed(key));
                for (String text : texts) {
                    mapping.checked(key, () -> {
                        setting.require(setting.isPath() || setting.isLocal() ? inside(folder, text) : text);
                        return text;
                    });
                }
                values.put(setting, new Value(texts, mapping.location(key)));
            }
        }
        return new Settings(values);
    }

    /** These, with what others say instead where they say something. */
    Settings with(Settings others) {
        Map<Setting, Value> all = new EnumMap<>(Setting.class);
        all.putAll(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /** From the repository's root. Whether a path stays inside is seen with any environment: a name has no slash. */
    static String inside(String folder, String path) {
        return TreePath.resolve(folder, path)
                .orElseThrow(() -> new GitopsException(
                        "The path '" + ShownText.line(path, TextLimits.SHOWN) + "' is not inside the repository",
                        "Give a path from the folder of this file, with '/', that does not leave the repository"));
    }

    /** With paths from the root of the repository that they are in, and with the environment's name where they have a place for it. */
    Settings in(String environment, String folder) {
        // Another repository knows nothing of the folder of this file.
        String from = values.containsKey(Setting.REPOSITORY) ? "" : folder;
        Map<Setting, Value> all = new EnumMap<>(Setting.class);
        values.forEach((setting, value) -> all.put(
                setting,
                setting.isPath() || setting.isLocal()
                        ? new Value(
                                value.texts().stream()
                                        .map(text -> inside(
                                                setting.isLocal() ? folder : from,
                                                text.replace(Setting.ENVIRONMENT, environment)))
                                        .toList(),
                                value.at())
                        : value));
        return new Settings(all);
    }

    /** All of them, in the order of the documents. */
    public Map<Setting, Value> all() {
        return values;
    }

    public Optional<Value> get(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** The one value of a setting that has one. */
    public Optional<String> text(Setting setting) {
        return get(setting).map(value -> value.texts().get(0));
    }
}
