package io.jenkins.plugins.gitops.chaos;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Delivers again and again with the real command line, on real parts, and has something go wrong each time. When the fault is
 * over, what was interrupted is resumed. Then no commit may be lost, none may be there twice, and the cluster must be equal
 * to the branch.
 *
 * <p>{@code Chaos SEED TRIES FAULT...}: every draw comes from the seed. The moments at which a fault meets the process are
 * those of this machine, so the same seed asks the same, and need not see the same.
 */
public final class Chaos {

    private static final int DISK_MEGABYTES = 8;
    private static final int RESUMPTIONS = 3;

    /** More than any delivery here takes, and less than a step of the clock. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Pattern IMAGE = Pattern.compile("image: \"?([^\"\\s}]++)");

    private final FaultKind fault;
    private final ChaosScene scene;

    private Chaos(FaultKind fault, ChaosScene scene) {
        this.fault = fault;
        this.scene = scene;
    }

    public static void main(String[] arguments) throws InterruptedException {
        int exit = 1;
        try {
            exit = run(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]), faults(arguments));
        } catch (IOException | IllegalStateException e) {
            e.printStackTrace();
        }
        // The parts' threads would keep the process alive.
        System.exit(exit);
    }

    private static List<FaultKind> faults(String[] arguments) {
        return arguments.length == 2
                ? List.of(FaultKind.values())
                : Arrays.stream(arguments).skip(2).map(Chaos::fault).toList();
    }

    private static int run(long seed, int tries, List<FaultKind> faults) throws IOException, InterruptedException {
        List<ChaosTally> tallies = new ArrayList<>();
        for (FaultKind each : faults) {
            System.err.printf("chaos: %s, %d tries%n", each.word(), tries);
            tallies.add(run(each, seed, tries, Files.createTempDirectory("gitops-chaos")));
        }
        System.out.println(ChaosTally.header());
        tallies.forEach(tally -> System.out.println(tally.row()));
        List<String> complaints =
                tallies.stream().flatMap(tally -> tally.complaints().stream()).toList();
        complaints.forEach(System.out::println);
        return complaints.isEmpty() ? 0 : 1;
    }

    private static FaultKind fault(String word) {
        return Arrays.stream(FaultKind.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    System.err.println("There is no fault '" + word + "'. There are: "
                            + Arrays.stream(FaultKind.values())
                                    .map(FaultKind::word)
                                    .collect(Collectors.joining(", ")));
                    System.exit(2);
                    throw new IllegalStateException();
                });
    }

    /**
     * Tries a fault some times, in one repository and one namespace.
     *
     * @param folder for records, caches and outputs; it is left there when a try was not survived
     */
    static ChaosTally run(FaultKind fault, long seed, int tries, Path folder) throws IOException, InterruptedException {
        ChaosTally tally = new ChaosTally(fault);
        try (ChaosScene scene = new ChaosScene(folder)) {
            Chaos chaos = new Chaos(fault, scene);
            chaos.begin();
            for (int i = 1; i <= tries; i++) {
                chaos.once(tally, i, new Random(seed * 31 + fault.ordinal() * 1_000L + i));
            }
        }
        if (tally.complaints().isEmpty()) {
            DevScript.run(List.of("rm", "-rf", folder.toString())).succeeded();
        }
        return tally;
    }

    private void begin() throws IOException {
        if (fault == FaultKind.DISK) {
            scene.mount(DISK_MEGABYTES);
        }
        if (fault == FaultKind.CLOCK) {
            scene.startClock();
        }
        scene.deliverInPeace(push("first").toString());
    }

    private void once(ChaosTally tally, int number, Random random) throws IOException, InterruptedException {
        String before = scene.tip();
        Set<String> known = ids();
        fault.prepare(scene, random);
        Process delivery = scene.start(scene.deploy(push("v" + number).toString()));
        fault.strike(scene, delivery, random);
        int exit = Eventually.exitCode(delivery);
        String said = scene.err();
        fault.mend(scene);
        resume();

        List<String> wrong = new ArrayList<>();
        List<DeployRecord> made =
                records().filter(record -> !known.contains(record.id().value())).toList();
        Map<String, List<String>> delivered = scene.delivered();
        int lost = 0;
        int twice = 0;
        for (DeployRecord record : made) {
            int found = delivered.getOrDefault(record.id().value(), List.of()).size();
            boolean due = record.ending()
                    .filter(ending -> ending.outcome() == Outcome.HEALTHY || ending.outcome() == Outcome.FAILED)
                    .isPresent();
            lost += due && found == 0 ? 1 : 0;
            twice += found > 1 ? 1 : 0;
            wrong.addAll(complaints(record, found));
        }
        if (!isOnBranch(before)) {
            lost++;
            wrong.add("a commit that was on the branch is gone");
        }
        if (lost > 0 || twice > 0) {
            wrong.add(lost + " lost, " + twice + " double");
        }
        if (made.isEmpty() && exit == 0) {
            wrong.add("it ended well, and there is no record");
        }
        if (said.contains("\tat ")) {
            wrong.add("a stack trace is no message: " + said.strip());
        }
        boolean healthy = made.stream().anyMatch(Chaos::isHealthy);
        if (healthy && !scene.running().equals(onBranch())) {
            wrong.add("the cluster runs " + scene.running() + ", the branch says " + onBranch());
        }
        if (!wrong.isEmpty()) {
            wrong.add(0, "%s, try %d, %s".formatted(fault.word(), number, scene.folder));
        }
        tally.add(healthy, lost, twice, wrong);
    }

    private static List<String> complaints(DeployRecord record, int commits) {
        List<String> wrong = new ArrayList<>();
        if (record.ending().isEmpty()) {
            wrong.add("delivery " + record.id() + " is unfinished after " + RESUMPTIONS + " resumptions");
        } else {
            Outcome outcome = record.ending().get().outcome();
            String reason = record.ending().get().reason();
            switch (outcome) {
                case FAILED, UNKNOWN, ABORTED -> wrong.add(outcome.word() + ": " + reason);
                case REFUSED -> {
                    if (commits > 0) {
                        wrong.add("refused, with a commit: " + reason);
                    }
                }
                default -> {}
            }
        }
        Duration took = record.duration(SteadyClock.SYSTEM);
        if (took.isNegative() || took.compareTo(LONGEST) > 0) {
            wrong.add("it says that it took " + took);
        }
        return wrong;
    }

    /** As people do: what is unfinished all together, and what ended without an answer by its id. */
    private void resume() {
        for (int i = 0; i < RESUMPTIONS && !scene.unfinished().isEmpty(); i++) {
            scene.runAlone(scene.resumption());
        }
        for (DeployRecord record : records().filter(DeployRecord::resumable).toList()) {
            scene.resume(record.id().value());
        }
    }

    private Stream<DeployRecord> records() {
        return scene.stores().stream().flatMap(store -> read(store).stream());
    }

    private static List<DeployRecord> read(RecordStore store) {
        return store.all(unreadable -> {
            throw unreadable;
        });
    }

    private Set<String> ids() {
        return records().map(record -> record.id().value()).collect(Collectors.toSet());
    }

    private static boolean isHealthy(DeployRecord record) {
        return record.ending()
                .filter(ending -> ending.outcome() == Outcome.HEALTHY)
                .isPresent();
    }

    private boolean isOnBranch(String commit) {
        return scene.repository.git("rev-list", "main").lines().anyMatch(commit::equals);
    }

    private String onBranch() {
        Matcher image = IMAGE.matcher(scene.repository.git("show", "main:k8s/shop.yaml"));
        return image.find() ? image.group(1) : "nothing";
    }

    private static ImageReference push(String tag) {
        return ImageRegistry.shared().push("shop", tag, Map.of());
    }
}
