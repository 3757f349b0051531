/**
 * What people and programs are told of an environment. In: a delivery's record and what the branch says of those before it. Out:
 * an event as a value, its text in the reader's language, and the contract of a receiver. Sends nothing itself.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.notification;

import org.jspecify.annotations.NullMarked;
