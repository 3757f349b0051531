package io.jenkins.plugins.gitops.engine.cluster;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group of the API that another server answers for, and that one is down. */
class ApiGroupTest {

    private static final String SERVICE =
            """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.NAMESPACE.example.com}
            spec:
              group: NAMESPACE.example.com
              version: v1beta1
              groupPriorityMinimum: 100
              versionPriority: 100
              insecureSkipTLSVerify: true
              service: {name: nobody, namespace: NAMESPACE}
            """;
    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n---\n";
    private static final String OF_IT =
            """
            apiVersion: NAMESPACE.example.com/v1beta1
            kind: Widget
            metadata: {name: one}
            ---
            apiVersion: NAMESPACE.example.com/v1beta1
            kind: Gadget
            metadata: {name: two}
            ---
            """;
    /** The 1.x in which the API server was mended. */
    private static final int WHOLE = 22;

    private static final String WRONG = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {prots: []}\n";

    @FreshScene
    private ClusterScene place;

    @BeforeEach
    void register() {
        place.kubectlApply(SERVICE);
        eventually("the group is known and does not answer")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> place.plane.kubectl(
                                place.namespace, "get", "--raw", "/apis/" + place.namespace + ".example.com/v1beta1"),
                        (DevScript.Output output) -> output.err().contains("unable to handle the request"));
    }

    /** No namespace goes while a group does not answer. */
    @AfterEach
    void unregister() {
        place.kubectl("delete", "apiservice", "v1beta1." + place.namespace + ".example.com");
    }

    @Test
    void it_is_named_for_its_objects_with_the_problems_of_all_others() {
        Plan plan = place.plan(MAP + OF_IT + WRONG);

        assertThat(plan.problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .startsWith("k8s/app.yaml:5: Widget one: " + place.namespace
                                        + ".example.com/v1beta1 is not answered: ")
                                .contains("503")
                                .contains("Repair what is behind the APIService v1beta1." + place.namespace
                                        + ".example.com"),
                        problem -> assertThat(problem).contains("Gadget two: ").contains("is not answered"),
                        problem -> assertThat(problem).contains("Service web: ").contains("prots"));
        assertThat(plan.changes()).hasSize(1);
        assertThat(place.plan(MAP).problems()).isEmpty();
    }

    @Test
    void while_it_is_applied_it_counts_as_a_server_that_does_not_answer() {
        DesiredState request = place.request(OF_IT);

        assertThatThrownBy(() -> place.cluster.apply(
                        request, place.cluster.waves(request.manifests()).get(0)))
                .isInstanceOf(ClusterUnreachableException.class)
                .isInstanceOfSatisfying(
                        GitopsException.class, e -> assertThat(e.remedy()).contains("APIService v1beta1."));
        assertThatThrownBy(() -> place.cluster.refs(request, request.manifests()))
                .isInstanceOf(ClusterUnreachableException.class);
    }

    /** Servers such as 1.20 break off any apply of an APIService; newer ones do not. */
    @Test
    void an_object_whose_request_the_server_breaks_off_is_named_with_the_problems_of_all_others() {
        DesiredState request = place.request(SERVICE.replace("v1beta1", "v1alpha1") + "---\n" + MAP + WRONG)
                .allowingClusterScoped();

        List<String> problems = place.cluster.plan(request).problems();

        assertThat(problems)
                .filteredOn(problem -> problem.contains("Service web: "))
                .singleElement()
                .asString()
                .contains("prots");
        if (place.atLeast(WHOLE)) {
            assertThat(problems).hasSize(1);
        } else {
            assertThat(problems).hasSize(2).anySatisfy(problem -> assertThat(problem)
                    .startsWith("k8s/app.yaml:1: APIService v1alpha1." + place.namespace + ".example.com: ")
                    .contains("broke off PATCH")
                    .contains("apply that with kubectl apply, outside of the manifests"));
        }
    }
}
