package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.ExtensionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;

/** What an administrator configures for all jobs: clusters, environments, registries. */
@Extension
@Symbol("gitops")
public class GitopsConfiguration extends GlobalConfiguration {

    private List<ClusterEntry> clusters = new ArrayList<>();
    private List<EnvironmentEntry> environments = new ArrayList<>();
    private List<RegistryEntry> registries = new ArrayList<>();

    public GitopsConfiguration() {
        load();
    }

    public static GitopsConfiguration get() {
        return ExtensionList.lookupSingleton(GitopsConfiguration.class);
    }

    public List<ClusterEntry> getClusters() {
        return List.copyOf(clusters);
    }

    @DataBoundSetter
    public void setClusters(List<ClusterEntry> clusters) {
        this.clusters = new ArrayList<>(clusters);
        save();
    }

    public List<EnvironmentEntry> getEnvironments() {
        return List.copyOf(environments);
    }

    @DataBoundSetter
    public void setEnvironments(List<EnvironmentEntry> environments) {
        this.environments = new ArrayList<>(environments);
        save();
    }

    public List<RegistryEntry> getRegistries() {
        return List.copyOf(registries);
    }

    @DataBoundSetter
    public void setRegistries(List<RegistryEntry> registries) {
        this.registries = new ArrayList<>(registries);
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

    public Optional<RegistryEntry> registry(String host) {
        return registries.stream().filter(entry -> entry.getHost().equals(host)).findFirst();
    }
}
