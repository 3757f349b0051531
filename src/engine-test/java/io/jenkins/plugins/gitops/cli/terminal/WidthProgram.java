package io.jenkins.plugins.gitops.cli.terminal;

/** Prints how wide a line may be, as a process of its own. */
final class WidthProgram {

    private WidthProgram() {}

    public static void main(String[] arguments) {
        System.out.println("width " + Terminal.width());
        System.err.println("width " + Terminal.width());
    }
}
