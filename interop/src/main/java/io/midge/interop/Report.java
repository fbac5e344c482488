package io.midge.interop;

import java.io.PrintStream;

/** One line per test while it runs, in the form that {@code interop/run} counts. Any thread. */
public final class Report {
    private final PrintStream out;
    private int passed;
    private int failed;

    public Report(PrintStream out) {
        this.out = out;
    }

    public synchronized void ok(String name) {
        passed++;
        out.println("ok " + name);
        out.flush();
    }

    public synchronized void fail(String name, String reason) {
        failed++;
        out.println("FAIL " + name + " " + oneLine(reason));
        out.flush();
    }

    public synchronized void skip(String name, String reason) {
        out.println("skip " + name + " " + oneLine(reason));
        out.flush();
    }

    /** More about the last failure; not counted. */
    public synchronized void detail(String text) {
        text.lines().forEach(line -> out.println("# " + line));
        out.flush();
    }

    public synchronized int passed() {
        return passed;
    }

    public synchronized int failed() {
        return failed;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').strip();
    }
}
