package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.net.URI;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The status of the commit that was built, at the host of its repository: one for each environment, which a newer one replaces.
 * A source of another host than the API's gets none, as that one's token is for this host alone; nor does one that is not among
 * the repositories it may be used for. Which repository was built, builds claim.
 */
public final class CommitStatusReceiver implements Receiver {

    /** What it is told where its configuration does not say. */
    public static final Set<EventKind> USUAL_EVENTS = Set.copyOf(EnumSet.of(
            EventKind.STARTED,
            EventKind.HEALTHY,
            EventKind.RECOVERED,
            EventKind.FAILED,
            EventKind.ROLLED_BACK,
            EventKind.HELD,
            EventKind.NOT_DELIVERED,
            EventKind.APPROVAL,
            EventKind.APPROVAL_ENDED));

    /** GitHub takes 140 characters. */
    private static final int LONGEST = 130;

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._/-]{1,500}");
    private static final String API = "api.";

    private final GitHost host;
    private final URI api;
    private final ReceiverSecret token;
    private final MessageLanguage language;
    private final ReceiverHttp http;
    private final Predicate<String> repositories;

    /** For all repositories of its host that the token is good for. */
    public CommitStatusReceiver(
            GitHost host, URI api, ReceiverSecret token, MessageLanguage language, ReceiverHttp http) {
        this(host, api, token, language, http, path -> true);
    }

    /**
     * For some.
     *
     * @param token of an account that may set a commit's status
     * @param repositories those whose commits get one, by their paths at the host: {@code team/shop}
     */
    public CommitStatusReceiver(
            GitHost host,
            URI api,
            ReceiverSecret token,
            MessageLanguage language,
            ReceiverHttp http,
            Predicate<String> repositories) {
        this.repositories = repositories;
        this.host = host;
        this.api = api;
        this.token = token;
        this.language = language;
        this.http = http;
    }

    @Override
    public Set<EventKind> usualEvents() {
        return USUAL_EVENTS;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        NotificationEvent event = notification.event();
        if (event.isApproved()) {
            // It may be told after the end of that delivery, which took less time than to see the answer.
            return new SendResult.Skipped("what was approved is delivered next, and that is told");
        }
        Optional<DeliverySource> source = event.source().filter(built -> !built.dirty());
        Optional<String> repository = source.flatMap(built -> repository(built.repository()));
        if (repository.isEmpty()) {
            return new SendResult.Skipped(
                    "there is no source commit at this host, in a repository of this receiver, to give a status");
        }
        String path = host.path(repository.get(), source.get().revision().id());
        return http.post(host.post(api, path, status(event), token), answer -> meaning(answer));
    }

    /** GitLab refuses the state that a status has already: it was told before. */
    private SendResult meaning(HttpAnswer answer) {
        boolean already =
                host == GitHost.GITLAB && answer.code() == 400 && answer.body().contains("Cannot transition status");
        return answer.succeeded() || already ? SendResult.SENT : answer.failure();
    }

    private ObjectNode status(NotificationEvent event) {
        ObjectNode status = host.status(
                state(event),
                "gitops/" + event.target().environment() + "/" + event.target().application());
        status.put(
                "description",
                ShownText.line(NotificationText.of(event, language).title(), LONGEST));
        event.link().filter(page -> page.startsWith("http")).ifPresent(page -> status.put("target_url", page));
        return status;
    }

    private static GitHost.CommitState state(NotificationEvent event) {
        return switch (event.kind()) {
            case STARTED, APPROVAL -> GitHost.CommitState.PENDING;
            case HEALTHY, RECOVERED -> GitHost.CommitState.SUCCESS;
            default -> GitHost.CommitState.FAILURE;
        };
    }

    /** Its path at this API's host; empty for a repository elsewhere. */
    private Optional<String> repository(String url) {
        try {
            GitRemote remote = new GitRemote(url, "main");
            String path = remote.key().replaceFirst("^[a-z]+://[^/]*/", "");
            return isOfTheApi(remote)
                            && REPOSITORY.matcher(path).matches()
                            && !path.contains("..")
                            && repositories.test(path)
                    ? Optional.of(path)
                    : Optional.empty();
        } catch (GitopsException noUrl) {
            return Optional.empty();
        }
    }

    /**
     * Over HTTP by scheme, host and port: at another port there may be another server. SSH has a port of its own. {@code
     * github.com} has its API at {@code api.github.com}.
     */
    private boolean isOfTheApi(GitRemote remote) {
        String name = api.getHost().toLowerCase(Locale.ROOT);
        Optional<String> host = remote.host().filter(each -> each.equals(name) || name.equals(API + each));
        return host.isPresent() && (!remote.overHttp() || remote.key().startsWith(server(host.get())));
    }

    /** What the addresses of the API's own server begin with, if it has this name. */
    private String server(String name) {
        String scheme = api.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = api.getPort() < 0 || api.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + name + (usual ? "" : ":" + api.getPort()) + "/";
    }
}
