package io.jenkins.plugins.gitops.pages.history;

import hudson.model.Job;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.builds.DeliveredBuilds;
import io.jenkins.plugins.gitops.builds.RecordCache;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * The builds that commits name: of the job whose page it is, of another job on this controller, or elsewhere. A commit can be
 * forged. So a build of this controller is named, and its record read, only for users who may read its job. And a record
 * counts only for the commit that it names itself.
 */
final class NamedBuilds {

    static final Pattern PATH = Pattern.compile("((?:job/[^/]++/)++)([1-9][0-9]{0,8})/?");
    private static final Pattern WEB = Pattern.compile("https?://.+", Pattern.CASE_INSENSITIVE);

    private final Job<?, ?> job;
    private final CommitLinks links;
    private final Optional<String> root = Optional.ofNullable(Jenkins.get().getRootUrl());

    NamedBuilds(Job<?, ?> job, CommitLinks links) {
        this.job = job;
        this.links = links;
    }

    /** A build on this controller, of a job that the viewer may read. */
    private record Here(Job<?, ?> job, int number) {}

    /** Whether the commit names a build of the job whose page it is. */
    boolean isOwn(HistoryEntry entry) {
        return path(entry)
                .map(PATH::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).equals(job.getUrl()))
                .isPresent();
    }

    /** The build as a page may show it; empty when there is none, or the viewer may not read its job. */
    Optional<NamedBuild> of(HistoryEntry entry) {
        if (path(entry).isPresent()) {
            return here(entry).map(build -> named(build, entry.build().orElseThrow()));
        }
        return entry.build().filter(url -> WEB.matcher(url).matches()).flatMap(NamedBuilds::elsewhere);
    }

    private NamedBuild named(Here build, String url) {
        boolean own = build.job().equals(job);
        boolean there = Files.isDirectory(DeliveredBuilds.folder(build.job(), build.number()));
        return new NamedBuild(
                (own ? "" : build.job().getFullDisplayName() + " ") + "#" + build.number(),
                url,
                there ? Optional.of(BuildRef.of(build.job(), build.number()).url()) : Optional.empty(),
                Optional.empty(),
                own ? Optional.of(build.number()) : Optional.empty());
    }

    private static Optional<NamedBuild> elsewhere(String url) {
        try {
            String number = new BuildLink(url).number().map(n -> " #" + n).orElse("");
            return Optional.ofNullable(URI.create(url).getHost())
                    .map(host ->
                            new NamedBuild(host + number, url, Optional.empty(), Optional.of(url), Optional.empty()));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /**
     * The record of the delivery. For the commit of a rollback, it is the record of the delivery that was rolled back.
     *
     * @return empty when it is not on this controller, was deleted, cannot be read, or is not for the viewer to read
     */
    Optional<DeliveryView> record(HistoryEntry entry) {
        return here(entry).flatMap(build -> read(build, entry.id())
                .or(() -> entry.rollbackOf().flatMap(forward -> read(build, forward)))
                .filter(record -> isOf(record, entry))
                .map(record -> new DeliveryView(record, BuildRef.of(build.job(), build.number()), links)));
    }

    private static Optional<DeployRecord> read(Here build, DeployId id) {
        Path folder = DeliveredBuilds.records(build.job(), build.number());
        if (!Files.exists(folder.resolve(id + ".json"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordCache.read(folder, id));
        } catch (GitopsException | UncheckedIOException unreadable) {
            return Optional.empty(); // The build's page shows the error; this page shows what Git has.
        }
    }

    /** Whether the record's delivery, or its rollback, made this commit. */
    static boolean isOf(DeployRecord record, HistoryEntry entry) {
        boolean forward = record.id().equals(entry.id())
                && record.commit().filter(entry.revision()::equals).isPresent();
        return forward || isRollback(record, entry);
    }

    /** Whether the commit is the rollback of the record's delivery. */
    static boolean isRollback(DeployRecord record, HistoryEntry entry) {
        return record.back()
                .filter(back -> back.id().equals(entry.id())
                        && back.writing()
                                .commit()
                                .filter(entry.revision()::equals)
                                .isPresent())
                .isPresent();
    }

    private Optional<Here> here(HistoryEntry entry) {
        return path(entry).map(PATH::matcher).filter(Matcher::matches).flatMap(matcher -> job(matcher.group(1))
                .map(found -> new Here(found, Integer.parseInt(matcher.group(2)))));
    }

    private Optional<Job<?, ?>> job(String path) {
        if (path.equals(job.getUrl())) {
            return Optional.of(job);
        }
        try {
            String name = Arrays.stream(path.substring("job/".length()).split("/job/|/"))
                    .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                    .collect(Collectors.joining("/"));
            return Optional.ofNullable(Jenkins.get().getItemByFullName(name, Job.class));
        } catch (IllegalArgumentException | AccessDeniedException noneForTheViewer) {
            return Optional.empty();
        }
    }

    /** Below this controller's root; empty when it is elsewhere. */
    private Optional<String> path(HistoryEntry entry) {
        return root.flatMap(
                here -> entry.build().filter(url -> url.startsWith(here)).map(url -> url.substring(here.length())));
    }
}
