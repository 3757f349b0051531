package io.jenkins.plugins.gitops.approvals;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.Sha256;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * A build that waits for a person, as it was first seen. Its JSON is kept over a restart: fields are added, and never renamed.
 *
 * @param job full name of the job
 * @param number of the build
 * @param url of the build below Jenkins' root, with a slash at the end
 * @param node id of the step's flow node
 * @param question what it asks
 * @param since when it was asked
 * @param targets what it is about; may be empty, and then it is nothing of ours
 * @param source the commit that was built, where that is known
 * @param firstJob full name that the job had when it was first seen, where it has another one now
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WaitingBuild(
        String job,
        int number,
        String url,
        String node,
        String question,
        Instant since,
        List<DeliveryTarget> targets,
        Optional<DeliverySource> source,
        Optional<String> firstJob) {

    /** Enough to tell questions apart. */
    private static final int BYTES = 13;

    public WaitingBuild {
        Objects.requireNonNull(job, "no job");
        Objects.requireNonNull(url, "no address");
        Objects.requireNonNull(node, "no node");
        Objects.requireNonNull(since, "no time");
        targets = targets == null ? List.of() : List.copyOf(targets);
        source = Objects.requireNonNullElse(source, Optional.empty());
        firstJob = Objects.requireNonNullElse(firstJob, Optional.empty());
    }

    static WaitingBuild of(Run<?, ?> build, OpenQuestion question) {
        return new WaitingBuild(
                build.getParent().getFullName(),
                build.getNumber(),
                build.getUrl(),
                question.node(),
                question.message(),
                question.since(),
                ApprovalTargets.of(build, question),
                source(build),
                Optional.empty());
    }

    /** After its job got another name: it stays the same for who was told of it. */
    WaitingBuild in(Job<?, ?> renamed) {
        return new WaitingBuild(
                renamed.getFullName(),
                number,
                renamed.getUrl() + number + "/",
                node,
                question,
                since,
                targets,
                source,
                firstJob.or(() -> Optional.of(job)));
    }

    private static Optional<DeliverySource> source(Run<?, ?> build) {
        try {
            return EnvironmentAccess.source(build);
        } catch (GitopsException unknown) {
            return Optional.empty();
        }
    }

    boolean isOf(Run<?, ?> build) {
        return job.equals(build.getParent().getFullName()) && number == build.getNumber();
    }

    /** Whether its question is that one: another build of the same number asks at another time. */
    boolean asks(OpenQuestion other) {
        return node.equals(other.node()) && since.equals(other.since());
    }

    /** Empty when the build, or its job, was deleted or has another name. */
    Optional<Run<?, ?>> build() {
        Job<?, ?> found = Jenkins.get().getItemByFullName(job, Job.class);
        return Optional.ofNullable(found).map(there -> there.getBuildByNumber(number));
    }

    /** Where it is answered, below Jenkins' root. */
    @JsonIgnore
    public String page() {
        return url + "input/";
    }

    /** For one of its targets. */
    PendingApproval approval(DeliveryTarget target) {
        String root = Optional.ofNullable(Jenkins.get().getRootUrl()).orElse("");
        String own = String.join("\n", firstJob.orElse(job), "" + number, node, "" + since, "" + target);
        return new PendingApproval(
                "approval-" + HexFormat.of().formatHex(Sha256.of(own), 0, BYTES),
                question,
                root + page(),
                root + url,
                source,
                since,
                Optional.empty());
    }
}
