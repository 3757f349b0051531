package io.jenkins.plugins.gitops.engine.manifest;

import java.util.regex.Pattern;

/** Whether a kustomization may read from other repositories and web servers. */
public enum RemoteBases {
    /** Everything comes from the commit: the same commit renders to the same objects. */
    REFUSED,
    /** kustomize may fetch; what is deployed then depends on more than the commit. */
    ALLOWED;

    /**
     * What some version of kustomize takes for a URL (api/internal/git/repospec.go, and go-getter's forms in 3.x), before
     * it looks for a local directory.
     */
    private static final Pattern URL = Pattern.compile(
            "(?i).*://.*|[a-z0-9]+::.*|gh:.*|[a-z][\\w.+-]*@[^/]*[:/].*|(?:www\\.)?(?:github|gitlab|bitbucket)\\.[a-z]+[:/].*");

    static boolean isRemote(String reference) {
        return URL.matcher(reference).matches();
    }
}
