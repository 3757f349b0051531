package io.jenkins.plugins.gitops.engine.cluster.health;

/**
 * What a rule says of an object.
 *
 * @param reason one word, as conditions have it: {@code ProgressDeadlineExceeded}; empty when current
 * @param message one sentence for people; empty when current
 */
public record RuleResult(HealthStatus status, String reason, String message) {

    public static final RuleResult CURRENT = new RuleResult(HealthStatus.CURRENT, "", "");

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
