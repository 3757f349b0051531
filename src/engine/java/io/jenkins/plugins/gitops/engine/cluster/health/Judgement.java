package io.jenkins.plugins.gitops.engine.cluster.health;

/**
 * What a rule says of an object.
 *
 * @param reason one word, as conditions have it: {@code ProgressDeadlineExceeded}; empty when current
 * @param message one sentence for people; empty when current
 */
public record Judgement(HealthStatus status, String reason, String message) {

    public static final Judgement CURRENT = new Judgement(HealthStatus.CURRENT, "", "");

    public static Judgement inProgress(String reason, String message) {
        return new Judgement(HealthStatus.IN_PROGRESS, reason, message);
    }

    public static Judgement failed(String reason, String message) {
        return new Judgement(HealthStatus.FAILED, reason, message);
    }

    public boolean current() {
        return status == HealthStatus.CURRENT;
    }
}
