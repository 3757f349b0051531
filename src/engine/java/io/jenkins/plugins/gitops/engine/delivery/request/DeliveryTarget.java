package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * Application and environment. History, queue, inventory and metrics are kept for each pair.
 *
 * @param application name of the application
 * @param environment name of the environment
 */
public record DeliveryTarget(String application, String environment) {

    /**
     * The names become parts of object names and label values.
     *
     * @throws GitopsException when one is no {@link DnsLabel}
     */
    public DeliveryTarget {
        DnsLabel.require(application, "the name of an application");
        DnsLabel.require(environment, "the name of an environment");
    }

    @Override
    public String toString() {
        return application + " in " + environment;
    }
}
