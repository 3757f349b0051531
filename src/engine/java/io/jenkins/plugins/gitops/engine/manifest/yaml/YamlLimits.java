package io.jenkins.plugins.gitops.engine.manifest.yaml;

import org.yaml.snakeyaml.LoaderOptions;

/**
 * What a hostile or broken YAML file may cost. Manifests are far below: the API server refuses requests beyond 3 MiB,
 * and the deepest schemas of custom resources nest some sixty levels.
 */
final class YamlLimits {

    /** Code points in a document; it does not hold for one scalar, which is why lines have a limit of their own. */
    static final int DOCUMENT = 3 * 1024 * 1024;

    /** Characters in a line: the parser needs quadratic time for a run without a break, 0.3 s for this many. */
    static final int LINE = 1024 * 1024;

    /** Levels of mappings and sequences, with aliases followed. */
    static final int DEPTH = 200;

    /** What a node counts beside its characters. */
    static final int NODE = 8;

    /** Characters and nodes that aliases add to a document: some 100,000 nodes. */
    static final int REPEATED = 1024 * 1024;

    private YamlLimits() {}

    static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(DOCUMENT);
        options.setNestingDepthLimit(DEPTH);
        // AliasLimit counts aliases by the size of what they refer to: many small ones are harmless.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        return options;
    }
}
