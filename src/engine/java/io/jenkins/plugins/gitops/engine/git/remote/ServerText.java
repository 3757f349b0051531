package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Makes text that came from a server fit for people: no secrets, no terminal control, not too long. */
public final class ServerText {

    private static final int MAX_LENGTH = 4000;
    private static final Pattern USERINFO = Pattern.compile("://[^/\\s@]*@");
    private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\u001b\\[[0-9;?]*[ -/]*[@-~]");
    private static final Pattern TRAILING = Pattern.compile("[ \\t]+\\n");

    private final List<String> secrets;

    public ServerText(GitCredentials credentials) {
        secrets = secrets(credentials);
    }

    String clean(String text) {
        String clean = USERINFO.matcher(text).replaceAll("://");
        for (String secret : secrets) {
            clean = clean.replace(secret, "****");
        }
        clean = TERMINAL_ESCAPE
                .matcher(clean.replace("\r\n", "\n").replace('\r', '\n'))
                .replaceAll("");
        clean = TRAILING.matcher(ShownText.of(clean)).replaceAll("\n").strip();
        return ShownText.cut(clean, MAX_LENGTH);
    }

    private static List<String> secrets(GitCredentials credentials) {
        List<String> found = new ArrayList<>();
        if (credentials instanceof GitCredentials.UsernamePassword basic
                && !basic.password().isEmpty()) {
            String pair = basic.username() + ":" + basic.password();
            found.add(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            found.add(java.net.URLEncoder.encode(basic.password(), StandardCharsets.UTF_8));
            found.add(basic.password());
        }
        return found;
    }
}
