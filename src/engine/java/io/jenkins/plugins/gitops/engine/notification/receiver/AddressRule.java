package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** To which hosts something may be sent. Asked when an address is configured, and each time before something goes there. */
@FunctionalInterface
public interface AddressRule {

    /** Of a person at their own machine. */
    AddressRule ANY = host -> {};

    /** Where clouds hand out credentials beside link-local addresses: fd00:ec2::254 of Amazon, 100.100.100.200 of Alibaba. */
    Set<String> CLOUD = Set.of("fd000ec2000000000000000000000254", "646464c8");

    /** What of IPv6 leads to the IPv4 address at its end: compatible ones (RFC 4291, 2.5.5.1), and those of NAT64 (RFC 6052, 2.1). */
    Set<String> AROUND_IPV4 = Set.of("000000000000000000000000", "0064ff9b0000000000000000");

    /**
     * Of a server that others configure: not to itself, where services trust whoever asks from there, and not to link-local
     * addresses, where clouds hand out credentials. A name that means nothing here is left to the proxy.
     */
    AddressRule NOT_THIS_MACHINE = host -> {
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                if (isCloseBy(each) || isCloseBy(inside(each))) {
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

    private static boolean isCloseBy(InetAddress address) throws SocketException {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || CLOUD.contains(HexFormat.of().formatHex(address.getAddress()))
                || NetworkInterface.getByInetAddress(address) != null;
    }

    /** The IPv4 address that one of IPv6 leads to; itself for any other. */
    private static InetAddress inside(InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                        && AROUND_IPV4.contains(HexFormat.of().formatHex(bytes, 0, 12))
                ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16))
                : address;
    }

    /** @throws GitopsException when nothing may be sent to that host */
    void check(String host);

    /** As above, of an address. */
    default void check(URI address) {
        check(address.getHost());
    }
}
