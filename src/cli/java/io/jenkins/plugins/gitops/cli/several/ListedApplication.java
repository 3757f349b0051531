package io.jenkins.plugins.gitops.cli.several;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of several applications, in the JSON of {@code gitops changed} and of {@code gitops deploy --changed} and {@code --all}. The
 * names never change.
 *
 * @param touched whether it is; absent where that was not looked for
 * @param reasons why it is touched
 * @param note why it is left alone although one may expect otherwise
 * @param comparedWith its newest healthy delivery
 * @param commits those that touch it, newest first
 * @param outcome how its delivery ended: an outcome's word; {@code planned} of a dry run; {@code unchanged} when it is not
 *     touched; {@code skipped} when one that it depends on was not delivered; {@code refused} also where it could not begin
 * @param rolledBack whether a failed one was rolled back, and what it went back to is healthy; absent where not
 * @param needs which of those that it depends on were not delivered
 * @param delivery id of its delivery
 * @param commit of its delivery
 * @param plan of a dry run
 * @param error as of a delivery alone
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ListedApplication(
        String application,
        Optional<Boolean> touched,
        List<String> reasons,
        Optional<String> note,
        Optional<ApplicationChanges.Compared> comparedWith,
        List<Commit> commits,
        Optional<String> outcome,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean rolledBack,
        List<String> needs,
        Optional<DeployId> delivery,
        Optional<Revision> commit,
        Optional<DeliveryPreview> plan,
        Optional<CommandError> error) {

    static final String UNCHANGED = "unchanged";
    static final String SKIPPED = "skipped";
    private static final String PLANNED = "planned";

    public ListedApplication {
        reasons = List.copyOf(reasons);
        commits = List.copyOf(commits);
        needs = List.copyOf(needs);
    }

    /** A commit, for people. */
    public record Commit(Revision revision, String author, String subject) {
        static Commit of(CommitInfo commit) {
            return new Commit(
                    commit.revision(), commit.author().name(), commit.message().subject());
        }
    }

    /** Of which it was not looked for what touches it. */
    static ListedApplication of(String name) {
        return new ListedApplication(
                name,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param more further reasons than what changed */
    static ListedApplication of(String name, ApplicationChanges changes, List<String> more) {
        List<String> reasons = new ArrayList<>(changes.reasons());
        reasons.addAll(more);
        return new ListedApplication(
                name,
                Optional.of(!reasons.isEmpty()),
                reasons,
                changes.note(),
                changes.compared(),
                changes.commits().stream().map(Commit::of).toList(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Also where that was not looked for. No getter by its name: it would hide the value in JSON. */
    public boolean countsAsTouched() {
        return touched.orElse(true);
    }

    ListedApplication unchanged() {
        return with(
                UNCHANGED, false, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    ListedApplication skipped(List<String> missing) {
        return with(SKIPPED, false, missing, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    ListedApplication planned(DeliveryPreview preview) {
        return with(
                PLANNED, false, List.of(), Optional.empty(), Optional.empty(), Optional.of(preview), Optional.empty());
    }

    ListedApplication ended(DeployRecord record) {
        DeliveryEnding ending = record.ending().orElseThrow();
        CommandError error = CommandError.of(ending);
        return with(
                ending.outcome().word(),
                ending.rolledBack(),
                List.of(),
                Optional.of(record.id()),
                record.commit(),
                Optional.empty(),
                error.exitCode() == 0 ? Optional.empty() : Optional.of(error));
    }

    ListedApplication failed(CommandError error) {
        return with(
                error.code(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(error));
    }

    private ListedApplication with(
            String how,
            boolean back,
            List<String> missing,
            Optional<DeployId> id,
            Optional<Revision> made,
            Optional<DeliveryPreview> preview,
            Optional<CommandError> wrong) {
        return new ListedApplication(
                application,
                touched,
                reasons,
                note,
                comparedWith,
                commits,
                Optional.of(how),
                back,
                missing,
                id,
                made,
                preview,
                wrong);
    }
}
