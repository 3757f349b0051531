package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Makes, prints and closes the scenes of {@link FreshScene}. */
final class FreshSceneExtension implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace FOLDERS =
            ExtensionContext.Namespace.create(FreshSceneExtension.class);

    private interface Work {
        void on(Object test, Field field) throws Exception;
    }

    private static void forEachField(ExtensionContext context, Work work) throws Exception {
        for (Object test : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : AnnotationSupport.findAnnotatedFields(test.getClass(), FreshScene.class)) {
                field.setAccessible(true);
                work.on(test, field);
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        forEachField(context, (test, field) -> {
            Path folder = Files.createTempDirectory("scene");
            context.getStore(FOLDERS).put(field, folder);
            field.set(test, make(field.getType(), folder));
        });
    }

    private static Object make(Class<?> type, Path folder) throws ReflectiveOperationException {
        try {
            Constructor<?> inFolder = type.getDeclaredConstructor(Path.class);
            inFolder.setAccessible(true);
            return inFolder.newInstance(folder);
        } catch (NoSuchMethodException needsNone) {
            return ReflectionSupport.newInstance(type);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        forEachField(context, (test, field) -> {
            Object scene = field.get(test);
            if (scene != null && context.getExecutionException().isPresent()) {
                System.err.println(context.getRequiredTestClass().getSimpleName() + ", " + context.getDisplayName()
                        + ", failed in " + scene);
            }
            if (scene instanceof AutoCloseable open) {
                open.close();
            }
            remove(context.getStore(FOLDERS).remove(field, Path.class));
        });
    }

    private static void remove(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(folder)) {
            found = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : found) {
            Files.delete(each);
        }
    }
}
