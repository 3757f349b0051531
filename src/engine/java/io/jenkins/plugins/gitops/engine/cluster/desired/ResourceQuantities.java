package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities in the one spelling that the API server stores: {@code 0.1} is {@code 100m}, {@code 1024Mi} is {@code 1Gi}
 * (apimachinery, {@code api/resource/quantity.go}). Server-side apply compares texts: in another spelling a value is in
 * conflict with itself, and as a number API servers such as 1.20 refuse it.
 */
final class ResourceQuantities {

    private static final Set<String> GROUPS = Set.of("", "apps", "batch");
    private static final Set<String> LISTS = Set.of("requests", "limits", "hard", "capacity", "overhead");
    private static final Pattern QUANTITY = Pattern.compile("([+-]?[0-9.]{1,30})([numkMGTPE]?|[KMGTPE]i)");
    /** An exponent of four digits and more; {@code 1e999999999} keeps an API server of 1.20 busy for ever. */
    private static final Pattern ENDLESS = Pattern.compile("[+-]?[0-9.]{1,30}[eE][+-]?0*[1-9][0-9]{3,}");

    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final int ONE = 3;

    private ResourceQuantities() {}

    /** Changes the object in place; one of a custom kind may mean anything by these names, and stays. */
    static void normalize(String group, ObjectNode object) {
        if (GROUPS.contains(group)) {
            visit(object.path("spec"), quantity -> quantity.setValue(normal(quantity.getValue())));
        }
    }

    /** What no server should be asked about: it would write out all digits of the number, and never end. */
    static Optional<String> problem(String group, JsonNode object) {
        List<String> endless = new ArrayList<>();
        if (GROUPS.contains(group)) {
            visit(object.path("spec"), quantity -> {
                if (ENDLESS.matcher(quantity.getValue().asText()).matches()) {
                    endless.add(quantity.getKey() + ": " + quantity.getValue().asText());
                }
            });
        }
        return endless.stream()
                .findFirst()
                .map(quantity -> "the quantity '" + quantity + "' has too large an exponent; write a smaller number");
    }

    private static void visit(JsonNode node, Consumer<Map.Entry<String, JsonNode>> each) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (LISTS.contains(field.getKey()) && field.getValue() instanceof ObjectNode list) {
                list.properties().forEach(each);
            } else {
                visit(field.getValue(), each);
            }
        }
        if (node.isArray()) {
            node.forEach(item -> visit(item, each));
        }
    }

    private static JsonNode normal(JsonNode quantity) {
        return quantity.isNumber() || quantity.isTextual() ? TextNode.valueOf(normal(quantity.asText())) : quantity;
    }

    /** What is not understood (an exponent, a mistake) stays as it is: the server decides. */
    static String normal(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches() || quantity.group(1).replaceAll("[^.]", "").length() > 1) {
            return text;
        }
        String number = quantity.group(1);
        if (number.replaceAll("[+.-]", "").isEmpty()) {
            return text;
        }
        BigDecimal value = new BigDecimal(number);
        boolean binary = quantity.group(2).endsWith("i");
        BigDecimal amount = binary
                ? value.multiply(BigDecimal.valueOf(1024).pow(BINARY.indexOf(quantity.group(2))))
                : value.scaleByPowerOfTen(3 * (DECIMAL.indexOf(quantity.group(2)) - ONE));
        if (amount.signum() == 0) {
            return "0";
        }
        boolean small = amount.abs().compareTo(BigDecimal.valueOf(1024)) < 0;
        return binary && !small && whole(amount) ? binary(amount) : decimal(amount);
    }

    private static String binary(BigDecimal amount) {
        BigDecimal step = BigDecimal.valueOf(1024);
        int unit = 0;
        while (unit + 1 < BINARY.size() && amount.remainder(step).signum() == 0) {
            amount = amount.divideToIntegralValue(step);
            unit++;
        }
        return amount.toBigInteger() + BINARY.get(unit);
    }

    private static String decimal(BigDecimal amount) {
        BigDecimal nano = amount.setScale(9, RoundingMode.UP).scaleByPowerOfTen(9);
        int unit = 0;
        while (unit + 1 < DECIMAL.size() && whole(nano.scaleByPowerOfTen(-3))) {
            nano = nano.scaleByPowerOfTen(-3);
            unit++;
        }
        return nano.toBigInteger() + DECIMAL.get(unit);
    }

    private static boolean whole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }
}
