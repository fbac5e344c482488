package io.midge.sim;

import io.midge.sim.Content.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a loss of power leaves of a file. A sector of 512 bytes holds what it held when the file was synced last, or what it
 * held at any moment since, each sector for itself: writes may be lost, torn, or survive those that came before them. Cuts come
 * in their order, and with a cut comes that what it took away is gone; what was written there after a cut is lost with it. The
 * length may be any that the file had since, and any multiple of a sector in between; what is new in it and was not written is
 * zeros.
 */
final class Tear {
    static final int SECTOR = 512;

    private enum Kind {
        NOTHING,
        EVERYTHING,
        /** As if the power had gone earlier. */
        PREFIX,
        /** Each sector for itself. */
        ANYTHING,
        /** Each sector for itself, and most of them survive. */
        MOST
    }

    private final List<Change> changes;
    private final Pages durable;
    private final Dice dice;
    private final Kind kind;
    /** For {@link Kind#PREFIX}: these came before the power went. */
    private final int until;
    /** The last cut that came to pass, -1 if none did. */
    private final int cut;
    /** The first cut that did not. */
    private final int noCut;

    private final Pages pages;
    private final long size;

    Tear(List<Change> changes, Pages durable, long durableSize, Dice dice) {
        this.changes = changes;
        this.durable = durable;
        this.dice = dice;
        this.kind = Kind.values()[dice.below(Kind.values().length)];
        this.until = dice.below(changes.size() + 1);
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof Change.Cut) {
                cuts.add(i);
            }
        }
        int kept = keptCuts(cuts);
        this.cut = kept == 0 ? -1 : cuts.get(kept - 1);
        this.noCut = kept == cuts.size() ? changes.size() : cuts.get(kept);
        this.pages = durable.copy();
        tear();
        this.size = size(durableSize);
        pages.cut(size);
    }

    Pages pages() {
        return pages;
    }

    long size() {
        return size;
    }

    private int keptCuts(List<Integer> cuts) {
        return switch (kind) {
            case NOTHING -> 0;
            case EVERYTHING -> cuts.size();
            case PREFIX -> (int) cuts.stream().filter(each -> each < until).count();
            case ANYTHING, MOST -> dice.below(cuts.size() + 1);
        };
    }

    private void tear() {
        TreeMap<Long, List<Integer>> writes = new TreeMap<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            long last = change instanceof Change.Write write ? write.to() - 1 : change.from();
            for (long page = change.from() / Pages.PAGE; page <= last / Pages.PAGE; page++) {
                writes.computeIfAbsent(page, none -> new ArrayList<>());
            }
        }
        for (int i = 0; i <= cut; i++) {
            if (changes.get(i) instanceof Change.Cut each) {
                pages.cut(each.from());
            }
        }
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            long first = change.from() / Pages.PAGE;
            if (change instanceof Change.Write write) {
                int index = i;
                writes.subMap(first, true, (write.to() - 1) / Pages.PAGE, true)
                        .values()
                        .forEach(each -> each.add(index));
            } else {
                int index = i;
                writes.tailMap(first, true).values().forEach(each -> each.add(index));
            }
        }
        writes.forEach(this::tear);
    }

    private void tear(long page, List<Integer> touching) {
        byte[] bytes = durable.get(page).clone();
        for (int offset = 0; offset < Pages.PAGE; offset += SECTOR) {
            long start = page * Pages.PAGE + offset;
            List<Integer> history = new ArrayList<>();
            int least = 0;
            int most = Integer.MAX_VALUE;
            for (int index : touching) {
                if (!touches(changes.get(index), start)) {
                    continue;
                }
                boolean isCut = changes.get(index) instanceof Change.Cut;
                if (isCut && index >= noCut && most == Integer.MAX_VALUE) {
                    most = history.size();
                }
                history.add(index);
                if (isCut && index <= cut) {
                    least = history.size();
                }
            }
            int versions = version(history, least, Math.min(most, history.size()));
            for (int index : history.subList(0, versions)) {
                apply(changes.get(index), bytes, page * Pages.PAGE, offset);
            }
        }
        pages.put(page, bytes);
    }

    private static boolean touches(Change change, long sector) {
        return switch (change) {
            case Change.Write write -> write.from() < sector + SECTOR && write.to() > sector;
            case Change.Cut each -> each.from() < sector + SECTOR;
        };
    }

    /** How much of its history a sector has come to. */
    private int version(List<Integer> history, int least, int most) {
        return switch (kind) {
            case NOTHING -> least;
            case EVERYTHING -> most;
            case PREFIX ->
                Math.clamp(history.stream().filter(each -> each < until).count(), least, most);
            case ANYTHING -> (int) dice.between(least, most);
            case MOST -> dice.oneIn(8) ? (int) dice.between(least, most) : most;
        };
    }

    private static void apply(Change change, byte[] page, long start, int sector) {
        switch (change) {
            case Change.Write write -> {
                long from = Math.max(write.from(), start + sector);
                long to = Math.min(write.to(), start + sector + SECTOR);
                System.arraycopy(
                        write.data(), (int) (from - write.from()), page, (int) (from - start), (int) (to - from));
            }
            case Change.Cut each -> {
                int from = (int) Math.max(each.from() - start, sector);
                Arrays.fill(page, from, sector + SECTOR, (byte) 0);
            }
        }
    }

    private long size(long durableSize) {
        long base = cut < 0 ? durableSize : changes.get(cut).from();
        List<Long> sizes = new ArrayList<>(List.of(base));
        for (int i = cut + 1; i < noCut; i++) {
            if (changes.get(i) instanceof Change.Write write
                    && write.to() > sizes.getLast()
                    && (kind != Kind.PREFIX || i < until)) {
                sizes.add(write.to());
            }
        }
        long most = sizes.getLast();
        return switch (kind) {
            case NOTHING -> base;
            case EVERYTHING, PREFIX -> most;
            case ANYTHING ->
                dice.oneIn(2)
                        ? sizes.get(dice.below(sizes.size()))
                        : Math.min(most, (base + dice.below(most - base + 1) + SECTOR - 1) / SECTOR * SECTOR);
            case MOST -> dice.oneIn(4) ? sizes.get(dice.below(sizes.size())) : most;
        };
    }
}
