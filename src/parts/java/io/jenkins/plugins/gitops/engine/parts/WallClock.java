package io.jenkins.plugins.gitops.engine.parts;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Who reads the wall clock, which somebody may set at any moment. */
public final class WallClock {

    private WallClock() {}

    /** @param classes simple names */
    public static ArchRule readOnlyBy(String... classes) {
        Set<String> allowed = Set.of(classes);
        DescribedPredicate<JavaClass> others =
                DescribedPredicate.describe("others than " + allowed, type -> !allowed.contains(type.getSimpleName()));
        return noClasses()
                .that(others)
                .should()
                .callMethodWhere(target(owner(inTime())).and(target(HasName.Predicates.name("now"))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(owner(nameMatching("java\\.time\\.(Clock|InstantSource)"))))
                .orShould()
                .callConstructor(java.util.Date.class);
    }

    private static DescribedPredicate<HasName> inTime() {
        return nameMatching("java\\.time\\..*");
    }
}
