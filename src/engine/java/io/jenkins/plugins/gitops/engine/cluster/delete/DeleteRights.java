package io.jenkins.plugins.gitops.engine.cluster.delete;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MembershipCheck;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether we may delete what is to be removed, pruned or replaced, asked before anything is said in Git. It is asked by a
 * review of access: a trial DELETE whose {@code dryRun} a server overlooks would be one in earnest.
 */
public final class DeleteRights {

    private static final int SHOWN = 5;
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private final ClusterSession session;

    public DeleteRights(ClusterSession session) {
        this.session = session;
    }

    private record Place(ApiResource resource, String namespace) {

        static Place of(MembershipCheck.Member member) {
            return new Place(member.resource(), member.ref().namespace());
        }

        String text() {
            return resource.qualified() + (namespace.isEmpty() ? "" : " in namespace " + namespace);
        }
    }

    /** @throws GitopsException when the server says of some of them that we may not */
    void require(List<MembershipCheck.Member> leaving) {
        List<String> missing = missing(leaving);
        if (!missing.isEmpty()) {
            throw new GitopsException(
                    "The cluster does not let us delete " + String.join(", ", missing) + "; nothing was removed",
                    "Grant the verb delete on these to whoever the cluster's credential is of");
        }
    }

    /** Kinds and places, and how many of these objects there we may not delete; empty when we may, or nobody says. */
    List<String> missing(List<MembershipCheck.Member> leaving) {
        List<MembershipCheck.Member> denied =
                leaving.stream().collect(Collectors.groupingBy(Place::of)).entrySet().stream()
                        .filter(place -> denied("delete", place.getKey(), ""))
                        .flatMap(place -> place.getValue().stream())
                        .toList();
        // A role can be for some names alone.
        List<Boolean> byName = session.pool()
                .map(
                        denied,
                        member ->
                                denied("delete", Place.of(member), member.ref().name()));
        TreeMap<String, Integer> missing = new TreeMap<>();
        for (int i = 0; i < denied.size(); i++) {
            if (byName.get(i)) {
                MembershipCheck.Member member = denied.get(i);
                missing.merge(Place.of(member).text(), 1, Integer::sum);
            }
        }
        return Stream.concat(
                        missing.entrySet().stream()
                                .limit(SHOWN)
                                .map(each -> each.getKey() + " (" + each.getValue() + ")"),
                        missing.size() > SHOWN ? Stream.of("and more") : Stream.empty())
                .toList();
    }

    /** Which right is missing to delete and recreate an object; one that cannot be created again would be lost. */
    public Optional<String> againstReplacing(ApplyObject object) {
        Place place = new Place(object.resource(), object.ref().namespace());
        return Stream.of("delete", "create")
                // No role can be for the name of what is to be created.
                .filter(verb -> denied(
                        verb, place, verb.equals("create") ? "" : object.ref().name()))
                .findFirst()
                .map(verb -> "it is to be replaced, and we may not " + verb + " " + place.text() + "; grant the verb "
                        + verb);
    }

    /** A server that does not answer the review says nothing: then the request itself will show. */
    private boolean denied(String verb, Place place, String name) {
        ObjectNode review = ClusterJson.object()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes
                .put("verb", verb)
                .put("group", place.resource().group())
                .put("resource", place.resource().plural())
                .put("namespace", place.namespace());
        if (!name.isEmpty()) {
            attributes.put("name", name);
        }
        ApiAnswer answer = session.server().send(ApiCall.post(REVIEWS, review));
        return answer.ok() && !answer.body().path("status").path("allowed").asBoolean(true);
    }
}
