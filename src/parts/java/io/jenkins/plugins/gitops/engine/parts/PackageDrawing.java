package io.jenkins.plugins.gitops.engine.parts;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A drawing of packages in {@code docs/architecture.md} or another page, as tests hold the code to it. A package may use what can be
 * reached from it along the arrows, and nothing else; so an arrow that follows from others need not be drawn.
 *
 * <p>The drawing is a Mermaid flowchart. Of its lines those of the form {@code a --> b} count, where {@code b} may be
 * several names joined by {@code &}. Names are packages below {@code io.jenkins.plugins.gitops}.
 */
public final class PackageDrawing {

    private static final String BASE = "io.jenkins.plugins.gitops.";
    private static final Pattern ARROW = Pattern.compile("\\s*([\\w.]+)\\s*-->\\s*([\\w.]+(?:\\s*&\\s*[\\w.]+)*)\\s*");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| (.*) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private final Map<String, Set<String>> arrows;

    private PackageDrawing(Map<String, Set<String>> arrows) {
        this.arrows = arrows;
    }

    /**
     * The drawing below a heading.
     *
     * @param document the Markdown file
     * @param heading the text of the heading, without its {@code #}
     * @throws IllegalArgumentException there is no drawing with an arrow below that heading, or it has a cycle
     */
    public static PackageDrawing read(Path document, String heading) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (String line : section(document, heading)) {
            Matcher arrow = ARROW.matcher(line);
            if (arrow.matches()) {
                for (String target : arrow.group(2).split("\\s*&\\s*")) {
                    arrows.computeIfAbsent(arrow.group(1), name -> new TreeSet<>())
                            .add(target);
                    arrows.computeIfAbsent(target, name -> new TreeSet<>());
                }
            }
        }
        if (arrows.isEmpty()) {
            throw new IllegalArgumentException("No arrow is drawn below '" + heading + "' in " + document);
        }
        PackageDrawing drawing = new PackageDrawing(arrows);
        arrows.keySet().stream()
                .filter(name -> drawing.below(name).contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The arrows of " + name + " lead back to it in " + document);
                });
        return drawing;
    }

    /**
     * The table below a heading: which types of a package and of those inside it others may use.
     *
     * @return type names without packages, by the package's name; each row is {@code | `package` | `Type`, `Type` |}
     */
    public static Map<String, Set<String>> doors(Path document, String heading) {
        Map<String, Set<String>> doors = new TreeMap<>();
        for (String line : section(document, heading)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> types = new TreeSet<>();
                Matcher name = NAME.matcher(row.group(2));
                while (name.find()) {
                    types.add(name.group(1));
                }
                doors.put(row.group(1), types);
            }
        }
        if (doors.isEmpty()) {
            throw new IllegalArgumentException("No table row stands below '" + heading + "' in " + document);
        }
        return doors;
    }

    private static List<String> section(Path document, String heading) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        try {
            for (String line : Files.readAllLines(document)) {
                if (line.startsWith("#")) {
                    inside = line.replaceFirst("#+ ", "").equals(heading);
                } else if (inside) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** All packages that are drawn. */
    public Set<String> packages() {
        return arrows.keySet();
    }

    /** What can be reached from a package along the arrows; empty for one that is not drawn. */
    public Set<String> below(String name) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(arrows.getOrDefault(name, Set.of()));
        while (!next.isEmpty()) {
            String each = next.remove(next.size() - 1);
            if (reached.add(each)) {
                next.addAll(arrows.getOrDefault(each, Set.of()));
            }
        }
        return reached;
    }

    /**
     * The rule that each class uses only what the drawing lets its package use, and that its package is drawn.
     *
     * @param named how a package below {@code io.jenkins.plugins.gitops} is named in the drawing
     */
    public ArchRule rule(UnaryOperator<String> named) {
        return ArchRuleDefinition.classes().should(new ArchCondition<>("use only what the drawing lets them use") {
            @Override
            public void check(JavaClass used, ConditionEvents events) {
                String name = named.apply(name(used));
                if (!packages().contains(name)) {
                    events.add(SimpleConditionEvent.violated(used, name + " of " + used.getName() + " is not drawn"));
                }
                for (Dependency dependency : onOurs(used)) {
                    String below = named.apply(name(target(dependency)));
                    if (!below.equals(name) && !below(name).contains(below)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, name + " does not know " + below + ": " + dependency.getDescription()));
                    }
                }
            }
        });
    }

    /** The arrows that no class needs: each is between two packages of which the first uses the second. */
    public List<String> unused(JavaClasses classes, UnaryOperator<String> named) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            for (Dependency dependency : onOurs(each)) {
                uses.computeIfAbsent(named.apply(name(each)), name -> new TreeSet<>())
                        .add(named.apply(name(target(dependency))));
            }
        }
        List<String> unused = new ArrayList<>();
        arrows.forEach((from, targets) -> targets.stream()
                .filter(to -> !uses.getOrDefault(from, Set.of()).contains(to))
                .forEach(to -> unused.add(from + " --> " + to)));
        return unused;
    }

    /**
     * The types of a package, and of those inside it, that classes outside of it use.
     *
     * @param area a package below {@code io.jenkins.plugins.gitops}
     */
    public static Set<String> usedFromOutside(JavaClasses classes, String area) {
        Set<String> types = new TreeSet<>();
        for (JavaClass each : classes) {
            if (!inside(each, area)) {
                onOurs(each).stream()
                        .map(PackageDrawing::target)
                        .filter(target -> inside(target, area))
                        .forEach(target -> types.add(outermost(target)));
            }
        }
        return types;
    }

    /** What a class uses of the project's own classes. */
    private static List<Dependency> onOurs(JavaClass each) {
        return each.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> target(dependency).getPackageName().startsWith(BASE))
                .toList();
    }

    private static JavaClass target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private static boolean inside(JavaClass each, String area) {
        String name = each.getPackageName();
        return name.equals(BASE + area) || name.startsWith(BASE + area + ".");
    }

    private static String outermost(JavaClass each) {
        String name = each.getName().substring(each.getPackageName().length() + 1);
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String name(JavaClass each) {
        String name = each.getPackageName();
        return name.length() < BASE.length() ? "" : name.substring(BASE.length());
    }
}
