package io.midge.sim.store;

import io.midge.store.StoreListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** What an operator was told of a store, in the order in which he was. */
final class Findings implements StoreListener {
    private static final Pattern LOST = Pattern.compile("stream ([0-9a-f]+) lost operations (\\d+) to (\\d+)");
    private static final Pattern GAP = Pattern.compile("(\\d+) to (\\d+)");
    private static final int MANY = 1000;
    private static final Pattern COUNT = Pattern.compile("(\\d+)( or more)? operations cannot be read");

    final List<String> warnings = new ArrayList<>();
    final List<Damage> damages = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    @Override
    public void warning(String line) {
        warnings.add(line);
    }

    @Override
    public void damage(Damage damage) {
        damages.add(damage);
    }

    @Override
    public void failed(String line) {
        failures.add(line);
    }

    boolean isEmpty() {
        return warnings.isEmpty() && damages.isEmpty() && failures.isEmpty();
    }

    /** How many lines there were. */
    int size() {
        return warnings.size() + damages.size() + failures.size();
    }

    /** Operations of a stream that the journal has lost, by their numbers. */
    Set<Long> lostOperations(long group) {
        TreeSet<Long> lost = new TreeSet<>();
        for (Damage each : damages) {
            if (each.file().equals("journal")) {
                Matcher matcher = (each.group() == 0 ? LOST : GAP).matcher(each.what());
                while (matcher.find()) {
                    int groups = matcher.groupCount();
                    if (each.group() == group || (groups == 3 && Long.parseLong(matcher.group(1), 16) == group)) {
                        long to = Long.parseLong(matcher.group(groups));
                        LongStream.rangeClosed(Long.parseLong(matcher.group(groups - 1)), to)
                                .forEach(lost::add);
                    }
                }
            }
        }
        return lost;
    }

    /** How many operations the journal has lost in all, as far as it knows. */
    int lostOperations() {
        int all = 0;
        for (Damage each : damages) {
            Matcher count = COUNT.matcher(each.what());
            if (each.group() == 0 && each.file().equals("journal") && count.find()) {
                all += count.group(2) == null ? Integer.parseInt(count.group(1)) : MANY;
            }
        }
        return all;
    }

    /** Whether the loss of a message of a stream was told. */
    boolean isLost(long group, long seq) {
        return damages.stream().anyMatch(each -> each.group() == group && each.fromSeq() <= seq && seq <= each.toSeq());
    }

    /** Whether something of a stream was lost that is no message. */
    boolean isOperationLost(long group) {
        return damages.stream()
                .anyMatch(each -> each.group() == group
                        && !each.file().equals("journal")
                        && (each.toSeq() < each.fromSeq() || each.what().contains("deleted")));
    }

    /** Whether the state of a stream's consumers was damaged. */
    boolean areConsumersLost(long group) {
        return damages.stream()
                .anyMatch(each -> each.group() == group && each.file().endsWith(".con"));
    }

    /** Whether there is no checkpoint any more. */
    boolean isCheckpointLost() {
        return warnings.stream().anyMatch(line -> line.contains("/checkpoint is damaged beyond use"));
    }

    /** Whether a copy was made of a file of the journal, from its beginning. */
    boolean isInQuarantine(String file) {
        String copy = "quarantine/" + file.replace('/', '-').replace(".jrn", "-");
        return damages.stream().anyMatch(each -> each.what().contains(copy));
    }

    @Override
    public String toString() {
        return String.join("\n", warnings) + "\n"
                + String.join("\n", damages.stream().map(Damage::toString).toList()) + "\n"
                + String.join("\n", failures);
    }
}
