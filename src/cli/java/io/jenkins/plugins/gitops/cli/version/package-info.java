/**
 * Which build of the command line this is, and which Java runs it. In comes what the build wrote into the archive; out go
 * text and JSON. Knows {@code cli.output}.
 */
package io.jenkins.plugins.gitops.cli.version;
