package io.jenkins.plugins.gitops.notifications;

import io.jenkins.plugins.gitops.engine.notification.receiver.AddressRule;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import jenkins.util.SystemProperties;

/**
 * Receivers are not on the controller's own machine, where services trust whoever asks from there: whoever may configure Jenkins
 * would reach them. Who starts Jenkins decides otherwise, not who configures it: the system property {@code
 * io.jenkins.plugins.gitops.notifications.localAddresses} lists hosts with their ports that are receivers all the same, as
 * {@code 127.0.0.1:9093}, with commas between them. None by default.
 */
final class LocalAddresses implements AddressRule {

    static final AddressRule RULE = new LocalAddresses();

    private static final String PROPERTY = "io.jenkins.plugins.gitops.notifications.localAddresses";

    private LocalAddresses() {}

    @Override
    public void check(String host) {
        AddressRule.NOT_THIS_MACHINE.check(host);
    }

    @Override
    public void check(URI address) {
        String place = address.getHost().toLowerCase(Locale.ROOT) + ":" + port(address);
        if (Arrays.stream(SystemProperties.getString(PROPERTY, "").split(","))
                .map(allowed -> allowed.strip().toLowerCase(Locale.ROOT))
                .noneMatch(place::equals)) {
            check(address.getHost());
        }
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }
}
