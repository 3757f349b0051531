package io.jenkins.plugins.gitops.checkout;

import hudson.model.Job;
import hudson.model.Run;
import hudson.plugins.git.Branch;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.RevisionParameterAction;
import hudson.plugins.git.UserRemoteConfig;
import hudson.plugins.git.util.BuildData;
import hudson.scm.SCM;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMFileSystem;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;

/**
 * The checkouts of a build, by the controller's own records. They come from the first of these that exists: the multibranch
 * project's source; the repository that the job reads its Jenkinsfile from; the checkouts that the Git plugin recorded. A
 * Jenkinsfile may check out anything, so its checkouts count only where no repository is configured.
 */
public final class BuildCheckouts {

    private final Run<?, ?> build;
    private final List<BuildCheckout> recorded;

    private BuildCheckouts(Run<?, ?> build) {
        this.build = build;
        this.recorded = build.getActions(BuildData.class).stream()
                .flatMap(data -> recorded(data, build).stream())
                .toList();
    }

    /** All checkouts that may hold the source. There is more than one only when the build's script is not from a repository. */
    public static List<BuildCheckout> of(Run<?, ?> build) {
        BuildCheckouts checkouts = new BuildCheckouts(build);
        Job<?, ?> job = build.getParent();
        Optional<BuiltHead> head = BuiltHead.of(job);
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        if (head.isPresent() && source != null) {
            return checkouts.ofSource(source, head.get()).stream().toList();
        }
        Optional<GitSCM> definition = definition(job);
        if (definition.isPresent()) {
            return checkouts.ofDefinition(definition.get()).stream().toList();
        }
        return checkouts.distinct();
    }

    /** The commit of a branch that a build has built. */
    public static Optional<Revision> built(Run<?, ?> build, String url, String branch) {
        BuildCheckouts checkouts = new BuildCheckouts(build);
        return checkouts.recordedRevision(url, Optional.of(branch)).or(() -> of(build).stream()
                .filter(each -> each.isOf(url) && each.branch().equals(Optional.of(branch)))
                .findFirst()
                .flatMap(BuildCheckout::revision));
    }

    /**
     * What a build claims to have built, and who says so.
     *
     * @param branch the claim
     */
    static BuiltBranch claim(Run<?, ?> build, BuildCheckout checkout, Optional<String> branch) {
        BuildCheckouts checkouts = new BuildCheckouts(build);
        List<Revision> revisions = checkouts.recorded.stream()
                .filter(each -> each.isOf(checkout.url()))
                .flatMap(each -> each.revision().stream())
                .distinct()
                .toList();
        Job<?, ?> job = build.getParent();
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        Optional<BuiltHead> head = BuiltHead.of(job);
        if (source != null && head.isPresent()) {
            Optional<GitSCM> scm = git(source.build(head.get().scmHead()));
            return new BuiltBranch(checkout, branch, scm, checkouts.decided(source, head.get(), scm), revisions);
        }
        Optional<GitSCM> definition = definition(job);
        if (definition.isPresent()) {
            return new BuiltBranch(checkout, branch, definition, checkouts.decided(definition.get()), revisions);
        }
        Optional<GitSCM> scm = scriptsOwn(build, checkout.url());
        // What a script fills in looks the same as what it has written out. So a branch's name is only a claim.
        boolean noBranch =
                checkout.branch().isEmpty() && scm.filter(FixedCheckout::is).isPresent();
        return new BuiltBranch(
                checkout,
                branch,
                scm,
                noBranch ? BuiltBranch.Decided.BY_CONFIGURATION : BuiltBranch.Decided.BY_RECORDS,
                revisions);
    }

    /** A multibranch project's source says which commit of which branch is built. */
    private BuiltBranch.Decided decided(SCMSource source, BuiltHead head, Optional<GitSCM> scm) {
        boolean known =
                revision(source).isPresent() || scm.filter(FixedCheckout::is).isPresent();
        return known && head.planOnly().isEmpty()
                ? BuiltBranch.Decided.BY_CONFIGURATION
                : BuiltBranch.Decided.BY_NOBODY;
    }

    /** The Jenkinsfile of a checkout that is not fixed may come from anywhere, and checks out what it wants afterwards. */
    private BuiltBranch.Decided decided(GitSCM definition) {
        if (FixedCheckout.is(definition)) {
            // Whoever notifies Jenkins of a push may name any commit.
            return build.getAction(RevisionParameterAction.class) == null
                    ? BuiltBranch.Decided.BY_CONFIGURATION
                    : BuiltBranch.Decided.BY_RECORDS;
        }
        return isLightweight(build.getParent(), definition)
                ? BuiltBranch.Decided.BY_NOBODY
                : BuiltBranch.Decided.BY_RECORDS;
    }

    /** Whether the Jenkinsfile alone is read, which nothing records. Several plugins have such definitions. */
    private static boolean isLightweight(Job<?, ?> job, GitSCM definition) {
        return job instanceof WorkflowJob pipeline
                && SCMFileSystem.supports(definition)
                && Boolean.TRUE.equals(DescribableModel.uninstantiate2_(pipeline.getDefinition())
                        .getArguments()
                        .get("lightweight"));
    }

    private static Optional<GitSCM> scriptsOwn(Run<?, ?> build, String url) {
        return build instanceof WorkflowRun run
                ? run.getSCMs().stream()
                        .filter(scm -> BuiltBranch.isOf(scm, url))
                        .findFirst()
                        .flatMap(BuildCheckouts::git)
                : Optional.empty();
    }

    private Optional<BuildCheckout> ofSource(SCMSource source, BuiltHead head) {
        return git(source.build(head.scmHead()))
                .flatMap(this::url)
                .map(url -> new BuildCheckout(
                        url, head.branch(), revision(source).or(() -> recordedRevision(url, head.branch()))));
    }

    private Optional<Revision> revision(SCMSource source) {
        return SCMRevisionAction.getRevision(source, build) instanceof AbstractGitSCMSource.SCMRevisionImpl commit
                ? Optional.of(new Revision(commit.getHash()))
                : Optional.empty();
    }

    /** The branch is the one in the definition's specifier, otherwise that of the first checkout of the same repository. */
    private Optional<BuildCheckout> ofDefinition(GitSCM scm) {
        return url(scm).map(url -> {
            Optional<String> specified = scm.getBranches().size() == 1
                    ? BranchName.specified(scm.getBranches().get(0).getName(), build)
                    : Optional.empty();
            Optional<String> branch = specified.or(() ->
                    recorded.stream().filter(each -> each.isOf(url)).findFirst().flatMap(BuildCheckout::branch));
            // Where it is not fixed, a checkout whose name fits may be one that the Jenkinsfile made for that.
            return new BuildCheckout(
                    url, branch, recordedRevision(url, FixedCheckout.is(scm) ? branch : Optional.empty()));
        });
    }

    private Optional<Revision> recordedRevision(String url, Optional<String> branch) {
        return recorded.stream()
                .filter(each ->
                        each.isOf(url) && (branch.isEmpty() || each.branch().equals(branch)))
                .findFirst()
                .flatMap(BuildCheckout::revision);
    }

    /** The first checkout of each repository. */
    private List<BuildCheckout> distinct() {
        List<BuildCheckout> distinct = new ArrayList<>();
        for (BuildCheckout each : recorded) {
            if (distinct.stream().noneMatch(known -> known.isOf(each.url()))) {
                distinct.add(each);
            }
        }
        return distinct;
    }

    /** One checkout for each URL: the record has those of several remotes and of earlier builds, in no order. */
    private static List<BuildCheckout> recorded(BuildData data, Run<?, ?> build) {
        hudson.plugins.git.Revision built = data.getLastBuiltRevision();
        // Data of an earlier build only: this build has recorded no checkout in it.
        if (built == null || data.lastBuild.getBuildNumber() != build.getNumber()) {
            return List.of();
        }
        List<String> branches = built.getBranches().stream()
                .map(Branch::getName)
                .flatMap(name -> BranchName.recorded(name).stream())
                .distinct()
                .toList();
        Optional<String> branch = branches.size() == 1 ? Optional.of(branches.get(0)) : Optional.empty();
        Optional<Revision> revision = Optional.of(new Revision(built.getSha1String()));
        // The Git plugin records them as they are configured.
        return data.getRemoteUrls().stream()
                .map(url -> new BuildCheckout(BranchName.parameters(build).expand(url), branch, revision))
                .toList();
    }

    private static Optional<GitSCM> definition(Job<?, ?> job) {
        Collection<? extends SCM> scms = job instanceof WorkflowJob pipeline && pipeline.getDefinition() != null
                ? pipeline.getDefinition().getSCMs()
                : List.of();
        return scms.stream().flatMap(scm -> git(scm).stream()).findFirst();
    }

    private static Optional<GitSCM> git(SCM scm) {
        return scm instanceof GitSCM git ? Optional.of(git) : Optional.empty();
    }

    private Optional<String> url(GitSCM scm) {
        return scm.getUserRemoteConfigs().stream()
                .map(UserRemoteConfig::getUrl)
                .filter(url -> url != null && !url.isBlank())
                .map(url -> BranchName.parameters(build).expand(url))
                .findFirst();
    }
}
