package io.jenkins.plugins.gitops.cli.notification;

import com.icegreen.greenmail.util.ServerSetup;
import java.time.Duration;

/** Mail servers on loopback, on free ports, that may take their time to start. */
public final class MailServers {

    private static final Duration STARTUP = Duration.ofSeconds(60);

    private MailServers() {}

    public static ServerSetup patient(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(STARTUP.toMillis());
        return setup;
    }
}
