package io.jenkins.plugins.gitops;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One Jenkins for all tests of a class, given as a parameter of the type {@code JenkinsRule}. A start costs about five seconds
 * of both cores; emptying it costs almost nothing. Before each test it has no job, no agent, no user, no credential,
 * no security and nothing configured. A test that changes anything else in Jenkins puts it back.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedJenkins.class)
public @interface WithSharedJenkins {}
