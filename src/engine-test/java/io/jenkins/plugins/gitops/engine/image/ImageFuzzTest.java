package io.jenkins.plugins.gitops.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;

/** Names of images, and what builders say that they pushed. */
class ImageFuzzTest extends FuzzTests {

    private static final ImageReference TARGET = ImageReference.parse("registry.example:5000/team/shop:1.0");

    @FuzzTest
    void image_reference(byte[] input) {
        check(() -> {
            ImageReference read = ImageReference.parse(text(input));
            assertThat(ImageReference.parse(read.toString())).isEqualTo(read);
            assertThat(read.sameRepository(read.withoutTag())).isTrue();
            read.lastPart();
        });
    }

    @FuzzTest
    void digest_file(byte[] input) {
        for (ImageBuilder builder : ImageBuilder.ALL) {
            check(() -> builder.digest(TARGET, text(input)));
        }
    }
}
