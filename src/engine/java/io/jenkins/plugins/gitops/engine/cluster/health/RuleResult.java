package io.jenkins.plugins.gitops.engine.cluster.health;

/**
 * What a rule says of an object.
 *
 * @param reason one word, as conditions have it: {@code ProgressDeadlineExceeded}; empty when all is as wanted
 * @param message one sentence for people; empty when all is as wanted
 */
public record RuleResult(HealthStatus status, String reason, String message) {

    public static final RuleResult CURRENT = new RuleResult(HealthStatus.CURRENT, "", "");

    /** Current, but what was delivered does not run, or cannot be seen to run: people have to know. */
    public static RuleResult currentBut(String reason, String message) {
        return new RuleResult(HealthStatus.CURRENT, reason, message);
    }

    public static RuleResult inProgress(String reason, String message) {
        return new RuleResult(HealthStatus.IN_PROGRESS, reason, message);
    }

    public static RuleResult failed(String reason, String message) {
        return new RuleResult(HealthStatus.FAILED, reason, message);
    }

    public boolean current() {
        return status == HealthStatus.CURRENT;
    }
}
