package io.midge.sim;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code sim/run}.
 *
 * @param to the last seed, if no time is given
 * @param time zero: as many seeds as were named
 * @param lines each event is to be written down
 * @param hashes each seed's hash is to be told
 */
record Arguments(
        List<Workload> workloads,
        long from,
        long to,
        Duration time,
        int jobs,
        boolean lines,
        boolean hashes,
        boolean list) {
    private static final long SEEDS = 1000;

    static Arguments parse(String... args) {
        List<Workload> workloads = new ArrayList<>();
        long from = 1;
        long to = SEEDS;
        Duration time = Duration.ZERO;
        int jobs = 1;
        boolean lines = false;
        boolean hashes = false;
        boolean list = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seeds" -> {
                    String[] ends = value(args, i++).split("-", 2);
                    from = number(ends[0]);
                    to = number(ends[ends.length - 1]);
                }
                case "--seed" -> {
                    from = number(value(args, i++));
                    to = from;
                    lines = true;
                }
                case "--time" -> time = duration(value(args, i++));
                case "--jobs" -> jobs = (int) number(value(args, i++));
                case "--hashes" -> hashes = true;
                case "--list" -> list = true;
                default -> workloads.add(workload(args[i]));
            }
        }
        if (workloads.isEmpty()) {
            workloads = Workloads.all();
        }
        if (jobs < 1 || to < from) {
            throw new IllegalArgumentException("no seeds or no jobs");
        }
        return new Arguments(List.copyOf(workloads), from, to, time, jobs, lines, hashes, list);
    }

    private static Workload workload(String name) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + name);
        }
        return Workloads.named(name);
    }

    private static String value(String[] args, int i) {
        if (i + 1 >= args.length) {
            throw new IllegalArgumentException(args[i] + " needs a value");
        }
        return args[i + 1];
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + text, e);
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time such as 90s, 10m or 1h30m: " + text, e);
        }
    }
}
