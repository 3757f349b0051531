package io.jenkins.plugins.gitops.engine.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether we may delete what is to be removed, asked before anything is said in Git. It is asked by a review of access: a
 * trial DELETE whose {@code dryRun} a server overlooks would be one in earnest.
 */
final class DeleteRights {

    private static final int SHOWN = 5;
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private final ApiServer server;
    private final Parallel parallel;

    DeleteRights(ApiServer server, Parallel parallel) {
        this.server = server;
        this.parallel = parallel;
    }

    private record Place(ApiResource resource, String namespace) {}

    /** @throws GitopsException when the server says of some of them that we may not */
    void require(List<Members.Member> leaving) {
        List<Members.Member> denied = leaving.stream()
                .collect(Collectors.groupingBy(
                        member -> new Place(member.resource(), member.ref().namespace())))
                .entrySet()
                .stream()
                .filter(place -> denied(place.getKey(), ""))
                .flatMap(place -> place.getValue().stream())
                .toList();
        // A role can be for some names alone.
        List<Boolean> byName = parallel.map(
                denied,
                member -> denied(
                        new Place(member.resource(), member.ref().namespace()),
                        member.ref().name()));
        TreeMap<String, Integer> missing = new TreeMap<>();
        for (int i = 0; i < denied.size(); i++) {
            if (byName.get(i)) {
                Members.Member member = denied.get(i);
                String namespace = member.ref().namespace();
                missing.merge(
                        member.resource().qualified() + (namespace.isEmpty() ? "" : " in namespace " + namespace),
                        1,
                        Integer::sum);
            }
        }
        if (!missing.isEmpty()) {
            throw new GitopsException(
                    "The cluster does not let us delete "
                            + missing.entrySet().stream()
                                    .limit(SHOWN)
                                    .map(each -> each.getKey() + " (" + each.getValue() + ")")
                                    .collect(Collectors.joining(", "))
                            + (missing.size() > SHOWN ? " and more" : "") + "; nothing was removed",
                    "Grant the verb delete on these to whoever the cluster's credential is of");
        }
    }

    /** A server that does not answer the review says nothing: then the deletion itself will show. */
    private boolean denied(Place place, String name) {
        ObjectNode review =
                Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes
                .put("verb", "delete")
                .put("group", place.resource().group())
                .put("resource", place.resource().plural())
                .put("namespace", place.namespace());
        if (!name.isEmpty()) {
            attributes.put("name", name);
        }
        ApiAnswer answer = server.send(ApiCall.post(REVIEWS, review));
        return answer.ok() && !answer.body().path("status").path("allowed").asBoolean(true);
    }
}
