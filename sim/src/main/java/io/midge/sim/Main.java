package io.midge.sim;

import java.io.PrintStream;
import java.nio.file.Path;

/** Entry: see {@code sim/run --help}. */
public final class Main {
    private Main() {}

    /** Ends with 1 if a workload failed, with 2 if the command line made no sense. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.list()) {
                arguments.workloads().forEach(each -> out.println(each.name() + "\t" + each.about()));
                return;
            }
            Path events = Path.of(System.getProperty("midge.sim.events", "build/sim"));
            if (new Runner(arguments, events, out::println).run() > 0) {
                System.exit(1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("sim: " + e.getMessage());
            System.exit(2);
        }
    }
}
