package io.jenkins.plugins.gitops.engine.cluster.api;

/**
 * The API server answers, and one group and version of its API does not: what serves that is another server, named by an
 * APIService.
 */
public final class ApiGroupUnavailableException extends ClusterUnreachableException {

    private static final long serialVersionUID = 1L;

    ApiGroupUnavailableException(String apiVersion, ClusterUnreachableException cause) {
        super(
                apiVersion + " is not answered: " + cause.getMessage(),
                "Repair what is behind the APIService " + apiService(apiVersion) + ", or take the objects of "
                        + apiVersion + " out of the manifests",
                cause);
    }

    /** {@code v1beta1.metrics.k8s.io} of {@code metrics.k8s.io/v1beta1}. */
    static String apiService(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return apiVersion.substring(slash + 1) + "." + apiVersion.substring(0, slash);
    }

    /** The problem and its remedy, as a part of a list. */
    public String text() {
        return getMessage() + ". " + remedy();
    }
}
