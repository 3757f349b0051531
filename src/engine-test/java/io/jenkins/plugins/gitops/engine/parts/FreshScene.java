package io.jenkins.plugins.gitops.engine.parts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a field of a test class: each test gets a new scene there, made before its {@code @BeforeEach} and closed after its
 * {@code @AfterEach}. The field's type has a constructor without parameters, or one that takes a folder, which is
 * removed afterwards. When the test fails, the scene is printed, so that its names can be looked for in the logs.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FreshSceneExtension.class)
public @interface FreshScene {}
