package io.jenkins.plugins.gitops.chaos;

import io.jenkins.plugins.gitops.cli.CommandLineScene;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.FaultPlan;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What can go wrong around a delivery. Each constant makes it happen for real. */
enum FaultKind {
    /** The process is killed (SIGKILL) at a random moment, and mostly its first resumption too. */
    KILL {
        @Override
        void strike(ChaosScene scene, Process delivery, Random random) throws InterruptedException {
            killWithin(scene.usualTime(), delivery, random);
            if (random.nextInt(3) > 0 && !scene.unfinished().isEmpty()) {
                killWithin(scene.usualTime(), scene.start(scene.resumption()), random);
            }
        }

        private void killWithin(Duration limit, Process process, Random random) throws InterruptedException {
            if (!process.waitFor(random.nextLong(limit.toMillis()), TimeUnit.MILLISECONDS)) {
                Eventually.kill(process.toHandle());
            }
        }
    },

    /** The disk of caches and records is full: at the start, or it becomes so on the way, and later there is room again. */
    DISK {
        @Override
        void prepare(ChaosScene scene, Random random) throws IOException {
            scene.disk().leave(random.nextInt(4) == 0 ? 0 : random.nextInt(4_194_304));
        }

        @Override
        void strike(ChaosScene scene, Process delivery, Random random) throws IOException, InterruptedException {
            delivery.waitFor(random.nextLong(scene.usualTime().toMillis()), TimeUnit.MILLISECONDS);
            scene.disk().leave(random.nextInt(4_096));
            Eventually.exitCode(delivery);
        }

        @Override
        void mend(ChaosScene scene) throws IOException {
            scene.disk().makeRoom();
        }
    },

    /** The wall clock steps by up to two days, forwards or backwards, once or twice. */
    CLOCK {
        @Override
        void strike(ChaosScene scene, Process delivery, Random random) throws IOException, InterruptedException {
            for (int i = 0; i <= random.nextInt(2); i++) {
                delivery.waitFor(random.nextLong(scene.usualTime().toMillis()), TimeUnit.MILLISECONDS);
                scene.clock().step(Duration.ofMinutes(random.nextInt(-2 * 24 * 60, 2 * 24 * 60)));
            }
        }

        @Override
        void mend(ChaosScene scene) throws IOException {
            scene.clock().step(Duration.ZERO);
        }
    },

    /** Every third request to the Git server fails, or its answer is lost; others are slow. */
    GIT {
        @Override
        void prepare(ChaosScene scene, Random random) {
            scene.git(failing(random, 35));
        }

        @Override
        void mend(ChaosScene scene) {
            scene.git(request -> Fault.NONE);
        }
    },

    /** Every tenth request to the API server fails, or its answer is lost; others are slow. */
    CLUSTER {
        @Override
        void prepare(ChaosScene scene, Random random) {
            scene.cluster(failing(random, 10));
        }

        @Override
        void mend(ChaosScene scene) {
            scene.cluster(request -> Fault.NONE);
        }
    },

    /** Another process, with caches and records of its own, delivers to the same environment at the same time. */
    RIVAL {
        @Override
        void strike(ChaosScene scene, Process delivery, Random random) throws InterruptedException {
            delivery.waitFor(random.nextLong(scene.usualTime().toMillis() / 2), TimeUnit.MILLISECONDS);
            CommandLineScene rival = scene.rival();
            String image = ImageRegistry.shared()
                    .push("shop", "rival-" + random.nextInt(Integer.MAX_VALUE), Map.of())
                    .toString();
            Eventually.exitCode(rival.start(rival.deploy(image)));
        }
    },

    /** The API server is stopped as it is for up to eight seconds: it takes connections, and answers nothing. */
    PAUSE {
        @Override
        void strike(ChaosScene scene, Process delivery, Random random) throws InterruptedException {
            delivery.waitFor(random.nextLong(scene.usualTime().toMillis()), TimeUnit.MILLISECONDS);
            ControlPlane.shared().pauseApiServer();
            try {
                delivery.waitFor(random.nextLong(LONGEST_PAUSE.toMillis()), TimeUnit.MILLISECONDS);
            } finally {
                ControlPlane.shared().wakeApiServer();
            }
        }
    };

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final List<Fault> FAILURES = List.of(Fault.UNAVAILABLE, Fault.REQUEST_LOST, Fault.ANSWER_LOST);

    /** Before the delivery is started. */
    void prepare(ChaosScene scene, Random random) throws IOException {}

    /** While it runs; it may go on afterwards. */
    void strike(ChaosScene scene, Process delivery, Random random) throws IOException, InterruptedException {}

    /** The fault is over. */
    void mend(ChaosScene scene) throws IOException {}

    /** The word on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static FaultPlan failing(Random random, int percent) {
        return request -> {
            int drawn;
            Fault failure;
            synchronized (random) {
                drawn = random.nextInt(100);
                failure = FAILURES.get(random.nextInt(FAILURES.size()));
            }
            if (drawn < percent) {
                return failure;
            }
            if (drawn > 90) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(drawn * 10L));
            }
            return Fault.NONE;
        };
    }
}
