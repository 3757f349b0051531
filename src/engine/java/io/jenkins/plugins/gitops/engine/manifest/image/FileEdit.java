package io.jenkins.plugins.gitops.engine.manifest.image;

import java.util.List;

/** A file's new content, and what changed in it; nothing, when there are no changes. */
record FileEdit(byte[] content, List<ImageChange> changes) {}
