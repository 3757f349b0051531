/**
 * The receivers: a class each. In: an event, an address and a credential that an administrator gave. Out: what that service
 * expects, and whether it took it. A service's answer is bounded, and quoted without our credentials.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.notification.receiver;

import org.jspecify.annotations.NullMarked;
