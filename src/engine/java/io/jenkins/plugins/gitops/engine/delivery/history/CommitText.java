package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryAttempt;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate.Placeholder;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a delivery's commit says: a subject for people, or what a template makes of it, and always the trailers. */
public final class CommitText {

    /** An abbreviated digest: without "sha256:", as long as people can compare. */
    private static final int DIGEST_BEGIN = 7;

    private static final int DIGEST_END = 19;

    private static final int MOST_UNDONE = 50;

    private final DeployRecord record;
    private final DeployRequest request;
    private final DeliveryAttempt attempt;

    public CommitText(DeployRecord record) {
        this.record = record;
        this.request = record.request();
        this.attempt = record.attempt();
    }

    public CommitMessage message(DeployTrailers trailers) {
        return message(trailers, List.of());
    }

    /** @param undone the commits of people whose changes are undone by it, newest first; the first 50 are listed */
    public CommitMessage message(DeployTrailers trailers, List<CommitInfo> undone) {
        CommitMessage message = message(request.options().commits(), values(), trailers);
        if (undone.isEmpty()) {
            return message;
        }
        int more = undone.size() - MOST_UNDONE;
        String list = "In " + where() + " this undoes:"
                + CommitInfo.lines(undone.subList(0, Math.min(undone.size(), MOST_UNDONE)))
                + (more > 0 ? "\n  and " + more + " more" : "");
        return new CommitMessage(
                message.subject(),
                message.body().isEmpty() ? list : message.body() + "\n\n" + list,
                message.trailers());
    }

    private String where() {
        return attempt.restores()
                .map(earlier -> String.join(", ", earlier.of(request.manifests())))
                .orElse(request.manifests().path());
    }

    /** @param values for the template; without one, the summary is the subject */
    public static CommitMessage message(CommitFormat style, Map<Placeholder, String> values, DeployTrailers trailers) {
        return message(style, values, trailers.toTrailers());
    }

    /** As above, with any trailers. */
    public static CommitMessage message(CommitFormat style, Map<Placeholder, String> values, List<Trailer> trailers) {
        Optional<MessageTemplate> template = style.message();
        if (template.isEmpty()) {
            return new CommitMessage(values.get(Placeholder.SUMMARY), "", trailers);
        }
        CommitMessage filled = template.get().fill(values);
        // Sign-offs and the like belong into the same block: Git reads the last paragraph alone.
        List<Trailer> all = new ArrayList<>(filled.trailers());
        all.addAll(trailers);
        return new CommitMessage(filled.subject(), filled.body(), all);
    }

    /** What every commit of ours has for a template, whatever it does. */
    public static Map<Placeholder, String> values(
            String summary, String action, DeliveryTarget target, GitIdentity author, CommitFormat style, DeployId id) {
        Map<Placeholder, String> values = new EnumMap<>(Placeholder.class);
        values.put(Placeholder.SUMMARY, summary);
        values.put(Placeholder.ACTION, action);
        values.put(Placeholder.APPLICATION, target.application());
        values.put(Placeholder.ENVIRONMENT, target.environment());
        values.put(Placeholder.WHO, author.name());
        values.put(Placeholder.AUTHOR, author.toString());
        values.put(Placeholder.COMMITTER, style.committer().toString());
        values.put(Placeholder.ID, id.value());
        return values;
    }

    private Map<Placeholder, String> values() {
        Map<Placeholder, String> values = values(
                summary(),
                action(),
                request.target(),
                request.author(),
                request.options().commits(),
                attempt.id());
        values.put(Placeholder.VERSION, version());
        values.put(
                Placeholder.IMAGES,
                attempt.images().stream().map(Object::toString).collect(Collectors.joining(", ")));
        attempt.source().ifPresent(source -> values.put(Placeholder.SOURCE, source.text()));
        request.build().ifPresent(build -> values.put(Placeholder.BUILD, build.url()));
        request.promotedEnvironment().ifPresent(from -> values.put(Placeholder.FROM, from));
        return values;
    }

    private String summary() {
        DeliveryTarget target = request.target();
        if (isRollback()) {
            return action() + " " + target.application() + " in " + target.environment() + " to " + version();
        }
        return attempt.images().isEmpty()
                ? action() + " " + target.application() + " to " + target.environment() + ": manifests of " + version()
                : action() + " " + target.application() + " " + version() + " to " + target.environment();
    }

    private String action() {
        if (isRollback()) {
            return "Roll back";
        }
        return request.kind() == DeliveryKind.PROMOTION ? "Promote" : "Deploy";
    }

    private boolean isRollback() {
        return record.rollingBack() || request.kind() == DeliveryKind.ROLLBACK;
    }

    private String version() {
        return attempt.source()
                .map(source -> source.revision().abbreviated())
                .or(() -> attempt.images().stream()
                        .findFirst()
                        .map(image -> image.digest().orElseThrow().value().substring(DIGEST_BEGIN, DIGEST_END)))
                .or(() -> attempt.restores().map(earlier -> earlier.commit().abbreviated()))
                .or(() -> attempt.writing().base().map(Revision::abbreviated))
                .orElse("");
    }
}
