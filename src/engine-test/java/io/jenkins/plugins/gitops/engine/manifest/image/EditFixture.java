package io.jenkins.plugins.gitops.engine.manifest.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds a random file in two versions at once: before an edit, and as it must be after it. */
final class EditFixture {

    private final Random random;
    private final List<String> before = new ArrayList<>();
    private final List<String> after = new ArrayList<>();
    private final String eol;
    private int values;

    EditFixture(Random random) {
        this.random = random;
        this.eol = random.nextBoolean() ? "\n" : "\r\n";
    }

    void write(String text) {
        before.add(text);
        after.add(text);
    }

    /** A value that changes. */
    void change(String old, String now) {
        before.add(old);
        after.add(now);
        values++;
    }

    String before() {
        return String.join("", before).replace("\n", eol);
    }

    String after() {
        return String.join("", after).replace("\n", eol);
    }

    /** How many values change. */
    int values() {
        return values;
    }

    /** How much is written: a number for names that must not repeat. */
    int size() {
        return before.size();
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
