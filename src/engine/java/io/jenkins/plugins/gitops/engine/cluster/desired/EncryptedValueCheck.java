package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a value of an object is one that SOPS encrypted. Nothing here decrypts it, and without the {@code sops} part of its file
 * nothing can: it would be delivered as if it was the password. A text that has such a value in it, as documentation does, is none.
 *
 * <p>An object of a custom kind that has a field {@code sops} of its own, such as a {@code SopsSecret}, is for an operator that
 * decrypts: the server knows whether the kind has that field.
 */
public final class EncryptedValueCheck {

    private static final String SOPS = "sops";
    private static final String BEGIN = "ENC[AES256_GCM,data:";
    private static final String END = "]";
    private static final List<String> PARTS = List.of(",iv:", ",tag:");
    /** {@link #BEGIN} in base64, as far as what follows has no part in it. */
    private static final String BEGIN_BASE64 = "RU5DW0FFUzI1Nl9HQ00sZGF0";

    private static final int LONGEST_PATH = 300;
    private static final int MOST_SHOWN = 3;

    /** Of the node that is looked at. */
    private final List<String> path = new ArrayList<>();

    private final List<String> shown = new ArrayList<>();
    private int more;

    private EncryptedValueCheck() {}

    /** One line for each object that has some: with its place and fields, and without a value. */
    public static List<String> problems(List<Manifest> manifests) {
        return manifests.stream()
                .flatMap(each -> problem(each, each.content()).map(text -> ApplyObject.problem(each, text)).stream())
                .toList();
    }

    /** What is wrong, if anything is: names fields and shows no value. */
    static Optional<String> problem(Manifest manifest, JsonNode content) {
        boolean forOperator = manifest.group().contains(".")
                && !manifest.group().endsWith(".k8s.io")
                && content.path(SOPS).isObject();
        if (forOperator) {
            return Optional.empty();
        }
        EncryptedValueCheck check = new EncryptedValueCheck();
        boolean secret = KnownKind.of(manifest.group(), manifest.kind()) == KnownKind.SECRET;
        check.fields(content, name -> !name.equals(SOPS), false, secret);
        if (check.shown.isEmpty()) {
            // It says how the others were encrypted, so it is named where no other is.
            check.fields(content, SOPS::equals, false, false);
        }
        return check.shown.isEmpty() ? Optional.empty() : Optional.of(check.words());
    }

    private String words() {
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "")
                + (shown.size() + more == 1 ? " is a value" : " are values")
                + " that SOPS encrypted, and a delivery decrypts none; keep such files out of the manifests and decrypt them in a"
                + " stage before, or use Sealed Secrets or External Secrets";
    }

    /**
     * @param encoded whether texts in it are in base64
     * @param secret whether the node is a whole Secret
     */
    private void visit(JsonNode node, boolean encoded, boolean secret) {
        fields(node, name -> true, encoded, secret);
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            path.add("[" + i + "]");
            visit(node.get(i), encoded, false);
            path.remove(path.size() - 1);
        }
        if (node.isTextual() && (encoded ? isEncoded(node.asText()) : isEncrypted(node.asText()))) {
            if (shown.size() < MOST_SHOWN) {
                shown.add(ShownText.distinct(String.join(".", path).replace(".[", "["), LONGEST_PATH));
            } else {
                more++;
            }
        }
    }

    private void fields(JsonNode node, Predicate<String> which, boolean encoded, boolean secret) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            if (which.test(name)) {
                path.add(name);
                visit(field.getValue(), encoded || secret && name.equals("data"), false);
                path.remove(path.size() - 1);
            }
        }
    }

    private static boolean isEncoded(String text) {
        String value = text.strip();
        if (!value.startsWith(BEGIN_BASE64)) {
            return isEncrypted(text);
        }
        try {
            return isEncrypted(new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static boolean isEncrypted(String text) {
        String value = text.strip();
        return value.startsWith(BEGIN) && value.endsWith(END) && PARTS.stream().allMatch(value::contains);
    }
}
