package io.jenkins.plugins.gitops.engine.manifest.render;

import java.util.regex.Pattern;

/**
 * References to other repositories and web servers. A kustomization may hold none: everything comes from the commit, so
 * the same commit renders to the same objects.
 */
public final class RemoteReference {

    /**
     * What some version of kustomize takes for a URL (api/internal/git/repospec.go, and go-getter's forms in 3.x), before
     * it looks for a local directory.
     */
    private static final Pattern URL = Pattern.compile(
            "(?is).*://.*|https?:.*|[a-z0-9]+::.*|gh:.*|[a-z][\\w.+-]*@[^/]*[:/].*|(?:www\\.)?(?:github|gitlab|bitbucket)\\.[a-z]+[:/].*");

    private RemoteReference() {}

    public static boolean isRemote(String reference) {
        return URL.matcher(reference).matches();
    }
}
