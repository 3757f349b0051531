package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/** To which hosts something may be sent. Asked when an address is configured, and each time before something goes there. */
@FunctionalInterface
public interface AddressRule {

    /** Of a person at their own machine. */
    AddressRule ANY = host -> {};

    /** Where clouds hand out credentials beside link-local addresses: those of Amazon over IPv6 and of Alibaba. */
    Set<String> CLOUD = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200");

    /**
     * Of a server that others configure: not to itself, where services trust whoever asks from there, and not to link-local
     * addresses, where clouds hand out credentials. A name that means nothing here is left to the proxy.
     */
    AddressRule NOT_THIS_MACHINE = host -> {
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                if (each.isLoopbackAddress()
                        || each.isAnyLocalAddress()
                        || each.isLinkLocalAddress()
                        || CLOUD.contains(each.getHostAddress())
                        || NetworkInterface.getByInetAddress(each) != null) {
                    throw new GitopsException(
                            "The address of a receiver leads to this machine itself, or to a link-local address",
                            "Name a host of the network; something on this machine is reached through one");
                }
            }
        } catch (UnknownHostException unknown) {
            // There is no such host, or the proxy knows it.
        } catch (SocketException e) {
            throw new GitopsException(
                    "This machine's own addresses cannot be read, so a receiver's cannot be compared with them",
                    "Try again; see the machine's network",
                    e);
        }
    };

    /** @throws GitopsException when nothing may be sent to that host */
    void check(String host);

    /** As above, of an address. */
    default void check(URI address) {
        check(address.getHost());
    }
}
