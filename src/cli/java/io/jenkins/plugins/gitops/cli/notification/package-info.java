/**
 * Who the command line tells. In: a file that names receivers, and where their credentials are. Out: the receivers; and mail over
 * SMTP.
 */
@NullMarked
package io.jenkins.plugins.gitops.cli.notification;

import org.jspecify.annotations.NullMarked;
