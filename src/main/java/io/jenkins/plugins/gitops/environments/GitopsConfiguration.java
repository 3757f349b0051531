package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The configuration for all jobs: clusters, environments, registries, receivers. A value that cannot be valid is refused, in the form and in
 * configuration as code: a name that Kubernetes would refuse, or a name that is there twice.
 */
@Extension
@Symbol("gitops")
public class GitopsConfiguration extends GlobalConfiguration {

    /** Each has a thread of its own. */
    private static final int MOST_RECEIVERS = 50;

    private List<ClusterEntry> clusters = new ArrayList<>();
    private List<EnvironmentEntry> environments = new ArrayList<>();
    private List<RegistryEntry> registries = new ArrayList<>();
    private List<ReceiverEntry> receivers = new ArrayList<>();
    private String knownHosts;
    private boolean skipWriteBacks = true;

    public GitopsConfiguration() {
        load();
    }

    public static GitopsConfiguration get() {
        return ExtensionList.lookupSingleton(GitopsConfiguration.class);
    }

    /** All or nothing: a form with a mistake changes nothing. A list whose last entry was deleted is not in the form. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        List<ClusterEntry> newClusters = request.bindJSONToList(ClusterEntry.class, form.opt("clusters"));
        List<EnvironmentEntry> newEnvironments =
                request.bindJSONToList(EnvironmentEntry.class, form.opt("environments"));
        List<RegistryEntry> newRegistries = request.bindJSONToList(RegistryEntry.class, form.opt("registries"));
        refuse(problem(newClusters, ClusterEntry::getName, ClusterEntry::problem), "clusters");
        refuse(problem(newEnvironments, EnvironmentEntry::getName, EnvironmentEntry::problem), "environments");
        String newKnownHosts = Util.fixEmptyAndTrim(form.optString("knownHosts"));
        refuse(problem(newRegistries, GitopsConfiguration::key, RegistryEntry::problem), "registries");
        refuse(EntryChecks.optional(newKnownHosts, EntryChecks::knownHosts), "knownHosts");
        List<ReceiverEntry> newReceivers = Descriptor.newInstancesFromHeteroList(
                request, form, "receivers", Jenkins.get().getDescriptorList(ReceiverEntry.class));
        refuse(
                problemOfReceivers(newReceivers).or(() -> newReceivers.stream()
                        .flatMap(entry -> entry.problemOfReach().stream())
                        .findFirst()),
                "receivers");
        clusters = newClusters;
        environments = newEnvironments;
        registries = newRegistries;
        receivers = Stream.concat(newReceivers.stream(), receivers.stream().filter(entry -> !isThere(entry)))
                .collect(Collectors.toCollection(ArrayList::new));
        knownHosts = newKnownHosts;
        skipWriteBacks = form.optBoolean("skipWriteBacks", true);
        save();
        return true;
    }

    public List<ClusterEntry> getClusters() {
        return List.copyOf(clusters);
    }

    @DataBoundSetter
    public void setClusters(List<ClusterEntry> clusters) {
        refuse(problem(clusters, ClusterEntry::getName, ClusterEntry::problem));
        this.clusters = new ArrayList<>(clusters);
        save();
    }

    public List<EnvironmentEntry> getEnvironments() {
        return List.copyOf(environments);
    }

    @DataBoundSetter
    public void setEnvironments(List<EnvironmentEntry> environments) {
        refuse(problem(environments, EnvironmentEntry::getName, EnvironmentEntry::problem));
        this.environments = new ArrayList<>(environments);
        save();
    }

    public List<RegistryEntry> getRegistries() {
        return List.copyOf(registries);
    }

    @DataBoundSetter
    public void setRegistries(List<RegistryEntry> registries) {
        refuse(problem(registries, GitopsConfiguration::key, RegistryEntry::problem));
        this.registries = new ArrayList<>(registries);
        save();
    }

    /** Who is told what happens, in the order of the form. Without one whose plugin is not there now: the form's save keeps it. */
    public List<ReceiverEntry> getReceivers() {
        return receivers.stream().filter(GitopsConfiguration::isThere).toList();
    }

    private static boolean isThere(ReceiverEntry entry) {
        return Jenkins.get().getDescriptor(entry.getClass()) != null;
    }

    @DataBoundSetter
    public void setReceivers(List<ReceiverEntry> receivers) {
        refuse(problemOfReceivers(receivers));
        this.receivers = new ArrayList<>(receivers);
        save();
    }

    private static Optional<String> problemOfReceivers(List<ReceiverEntry> receivers) {
        return problem(receivers, ReceiverEntry::getName, ReceiverEntry::problem)
                .or(() -> EntryChecks.most(receivers, MOST_RECEIVERS));
    }

    /** The host keys of Git servers that are reached over SSH, as lines of OpenSSH's known_hosts; absent for none. */
    public String getKnownHosts() {
        return knownHosts;
    }

    @DataBoundSetter
    public void setKnownHosts(String knownHosts) {
        refuse(EntryChecks.optional(knownHosts, EntryChecks::knownHosts));
        this.knownHosts = Util.fixEmptyAndTrim(knownHosts);
        save();
    }

    @POST
    public FormValidation doCheckKnownHosts(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::knownHosts));
    }

    /** Whether a push of nothing but deliveries' own commits starts no build. */
    public boolean isSkipWriteBacks() {
        return skipWriteBacks;
    }

    @DataBoundSetter
    public void setSkipWriteBacks(boolean skipWriteBacks) {
        this.skipWriteBacks = skipWriteBacks;
        save();
    }

    public Optional<ClusterEntry> cluster(String name) {
        return clusters.stream().filter(entry -> entry.getName().equals(name)).findFirst();
    }

    public Optional<EnvironmentEntry> environment(String name) {
        return environments.stream()
                .filter(entry -> entry.getName().equals(name))
                .findFirst();
    }

    /** @param host with its port, in any case */
    public Optional<RegistryEntry> registry(String host) {
        return registries.stream()
                .filter(entry -> entry.getHost().equalsIgnoreCase(host))
                .findFirst();
    }

    private static String key(RegistryEntry entry) {
        return entry.getHost().toLowerCase(Locale.ROOT);
    }

    private static <E> Optional<String> problem(
            List<E> entries, Function<E, String> name, Function<E, Optional<String>> check) {
        return Stream.concat(
                        entries.stream().flatMap(entry -> check.apply(entry).stream()),
                        EntryChecks.duplicate(entries.stream().map(name).toList()).stream())
                .findFirst();
    }

    private static void refuse(Optional<String> problem, String field) throws FormException {
        if (problem.isPresent()) {
            throw new FormException(problem.get(), field);
        }
    }

    private static void refuse(Optional<String> problem) {
        problem.ifPresent(text -> {
            throw new IllegalArgumentException(text);
        });
    }
}
