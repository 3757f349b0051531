package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.ArrayList;
import java.util.List;

/**
 * What an API server says beside its answer, in {@code Warning} headers (RFC 7234, 5.5; KEP-1693): {@code 299 - "text"}. Gateways
 * use other codes, for what is no matter of the request.
 */
final class WarningHeader {

    private static final String OF_THE_REQUEST = "299 ";
    private static final int MOST = 10;
    private static final int LONGEST = 600;
    private static final int LONGEST_READ = 8 * 1024;

    private WarningHeader() {}

    /** Its texts, each once and in one line; at most 10, of at most 600 characters. */
    static List<String> texts(List<String> headers) {
        List<String> texts = new ArrayList<>();
        headers.stream().limit(MOST).forEach(header -> read(ShownText.cut(header, LONGEST_READ), texts));
        return texts.stream()
                .map(text -> ShownText.line(text, LONGEST).strip())
                .filter(text -> !text.isEmpty())
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** One header may have several, each with a date in quotes behind its text. */
    private static void read(String header, List<String> texts) {
        int at = 0;
        while (true) {
            int open = header.indexOf('"', at);
            if (open < 0) {
                return;
            }
            boolean meant =
                    header.substring(at, open).replaceFirst("^[ ,]+", "").startsWith(OF_THE_REQUEST);
            StringBuilder text = new StringBuilder();
            at = unquote(header, open + 1, text);
            if (meant) {
                texts.add(text.toString());
            }
        }
    }

    /** Returns where the quotes are closed. */
    private static int unquote(String header, int begin, StringBuilder text) {
        int at = begin;
        while (at < header.length() && header.charAt(at) != '"') {
            boolean escaped = header.charAt(at) == '\\' && at + 1 < header.length();
            text.append(header.charAt(escaped ? at + 1 : at));
            at += escaped ? 2 : 1;
        }
        return Math.min(at + 1, header.length());
    }
}
