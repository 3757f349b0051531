package io.jenkins.plugins.gitops.engine.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The value that an unquoted scalar has for Kubernetes' tools, by the rules of go-yaml v2 ({@code resolve.go}), which kubectl and the
 * API server read with. They are YAML 1.1's booleans, C's octal numbers, no sexagesimal ones, and dates are strings.
 * Integers beyond 64 bits stay exact, where go-yaml rounds them.
 */
public final class PlainScalar {

    /** Marks a scalar that was written without quotes and without a tag. */
    public static final Tag TAG = new Tag("tag:gitops,2026:plain");

    private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
    private static final Set<String> FALSE = Set.of("n", "no", "false", "off");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
    private static final int[] RADIX = {16, 2, 8, 10};
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final double EXPONENT_FROM = 1e21;

    private PlainScalar() {}

    /** A resolver that decides nothing: unquoted scalars keep a tag of their own until {@link #toJson} is called. */
    static final class NoResolution extends Resolver {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind == NodeId.scalar && implicit ? TAG : super.resolve(kind, value, implicit);
        }
    }

    /** The value of an unquoted scalar; empty for infinity and not-a-number, which JSON does not have. */
    public static Optional<JsonNode> toJson(String text) {
        if (NULL.contains(text)) {
            return Optional.of(NullNode.getInstance());
        }
        if (isWord(text, TRUE) || isWord(text, FALSE)) {
            return Optional.of(BooleanNode.valueOf(TRUE.contains(text.toLowerCase(Locale.ROOT))));
        }
        if (NOT_FINITE.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of("+-.0123456789".indexOf(text.charAt(0)) < 0 ? TextNode.valueOf(text) : number(text));
    }

    /** Whether the text, written without quotes, is a string of just that text, in a flow collection too. */
    public static boolean isSafe(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._/@:+=-]*")
                && !text.endsWith(":")
                && toJson(text).filter(JsonNode::isTextual).isPresent();
    }

    /** The text as a scalar of its own: in quotes when it needs them. */
    public static String written(String text) {
        return isSafe(text) ? text : '"' + text + '"';
    }

    /** All lower case, all upper case, or with one capital: not any mix. */
    private static boolean isWord(String text, Set<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.contains(lower)
                && (text.equals(lower)
                        || text.equals(lower.toUpperCase(Locale.ROOT))
                        || text.equals(lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1)));
    }

    private static JsonNode number(String text) {
        // go-yaml drops underscores from whatever may be a number, unless it begins with the point.
        String digits = text.startsWith(".") ? text : text.replace("_", "");
        Matcher integer = INTEGER.matcher(digits);
        if (integer.matches()) {
            for (int group = 0; group < RADIX.length; group++) {
                if (integer.group(group + 2) != null) {
                    BigInteger value = new BigInteger(integer.group(1) + integer.group(group + 2), RADIX[group]);
                    return value.bitLength() > Long.SIZE && RADIX[group] != 10 ? TextNode.valueOf(text) : exact(value);
                }
            }
        }
        if (!FLOAT.matcher(digits).matches()) {
            return TextNode.valueOf(text);
        }
        if (digits.matches("[-+]?[0-9]+")) {
            return exact(new BigInteger(digits));
        }
        double value = Double.parseDouble(digits);
        return Double.isInfinite(value) ? TextNode.valueOf(text) : rounded(value);
    }

    private static JsonNode exact(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    /** Go writes a whole number without point or exponent, and its readers then take it for an integer. */
    private static JsonNode rounded(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < EXPONENT_FROM;
        return whole ? exact(new BigDecimal(value).toBigInteger()) : DoubleNode.valueOf(value);
    }
}
