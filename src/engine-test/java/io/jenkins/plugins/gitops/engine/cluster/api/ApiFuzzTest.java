package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import java.util.Optional;

/** Kubeconfigs of users, and what answers under an API server's address. */
class ApiFuzzTest extends FuzzTests {

    @FuzzTest
    void kubeconfig(byte[] input) {
        check(() -> ClusterAccess.fromKubeconfig(text(input), "a test", Optional.empty()));
    }

    @FuzzTest
    void answer(byte[] input) {
        for (int code : new int[] {200, 403, 409, 422, 500}) {
            check(() -> {
                ApiAnswer answer = new ApiAnswer(code, input);
                assertThat(answer.message().length()).isLessThan(700);
                answer.unavailable();
                answer.causes();
                answer.reason();
                answer.uid();
            });
        }
    }

    @FuzzTest
    void object_reference(byte[] input) {
        check(() -> ObjectRef.parse(text(input)).key());
        check(() -> ObjectKey.parse(text(input)).groupKind());
    }

    @FuzzTest
    void log_line(byte[] input) {
        check(() -> SecretMask.mask(text(input)));
    }
}
