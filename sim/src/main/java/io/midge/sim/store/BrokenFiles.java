package io.midge.sim.store;

import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import io.midge.sim.Workload;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * A file of a small store is broken in each possible way, one at a time. A seed stands for one in {@value #SHARDS} of the places of
 * one of four stores: closed or not, encrypted or not; so that {@value #SEEDS} seeds in a row are all places, and eight times as
 * many all bits of them.
 */
public final class BrokenFiles implements Workload {
    /** How. */
    public enum Kind {
        FLIP("store-flip", "every byte of a store's files is wrong once, and what is lost is told"),
        CUT("store-cut", "every file of a store is cut at every length, and what is lost is told"),
        PAGES("store-pages", "pages of a store's files are zeroed, swapped or stale, and what is lost is told");

        private final String workload;
        private final String about;

        Kind(String workload, String about) {
            this.workload = workload;
            this.about = about;
        }
    }

    /** Hears of each place that was broken. */
    private interface Broken {
        /** {@code unproven} operations may be missing without anybody noticing. */
        void broken(String what, byte[] bytes, int unproven) throws IOException;
    }

    static final int SHARDS = 64;
    static final int STORES = 4;
    static final int SEEDS = SHARDS * STORES;

    private static final int PAGE = 4096;
    private static final int SHOWN = 3;
    /** One in so many lives on, even if nobody noticed anything. */
    private static final int THOROUGH = 16;

    private final Kind kind;

    public BrokenFiles(Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.workload;
    }

    @Override
    public String about() {
        return kind.about;
    }

    @Override
    public Verdict run(long seed, Trace trace) throws Exception {
        return new Run(seed, 1, trace).run();
    }

    /** Only one in so many of the places, for a test. */
    Verdict run(long seed, int step, Trace trace) throws IOException {
        return new Run(seed, step, trace).run();
    }

    /** One seed. */
    private final class Run {
        private final Trace trace;
        private final long round;
        private final int shard;
        private final int step;
        private final SmallStore store;
        private final Image image;
        private final StringBuilder wrong = new StringBuilder();
        private int number;
        private int bad;

        Run(long seed, int step, Trace trace) throws IOException {
            this.trace = trace;
            this.step = step;
            int which = (int) ((seed - 1) % STORES);
            round = (seed - 1) / SEEDS;
            shard = (int) ((seed - 1) / STORES % SHARDS);
            store = new SmallStore(1 + round / 8, (which & 1) != 0);
            image = store.image((which & 2) != 0);
        }

        Verdict run() throws IOException {
            for (Map.Entry<String, byte[]> each : image.files().entrySet()) {
                String name = each.getKey();
                Broken inspect = (what, bytes, unproven) -> inspect(name, what, image.with(name, bytes), unproven);
                switch (kind) {
                    case FLIP -> flip(each.getValue(), inspect);
                    case CUT -> cut(each.getValue(), inspect);
                    case PAGES -> pages(name, each.getValue(), inspect);
                }
            }
            return bad == 0 ? Verdict.good(trace) : Verdict.bad(bad + " places, " + wrong, trace);
        }

        private boolean isMine() {
            int at = number++;
            return at % SHARDS == shard && at / SHARDS % step == 0;
        }

        private void flip(byte[] of, Broken hears) throws IOException {
            for (int at = 0; at < of.length; at++) {
                if (isMine()) {
                    byte[] bytes = of.clone();
                    bytes[at] ^= (byte) (1 << (at + round) % 8);
                    hears.broken("byte " + at, bytes, 0);
                }
            }
        }

        private void cut(byte[] of, Broken hears) throws IOException {
            for (int at = 0; at < of.length; at++) {
                if (isMine()) {
                    hears.broken("cut at " + at, Arrays.copyOf(of, at), 0);
                }
            }
        }

        private void pages(String name, byte[] of, Broken hears) throws IOException {
            for (int page = 0; page * PAGE < of.length; page++) {
                int unproven = store.unproven(name, page);
                put("page " + page + " zeroed", new byte[PAGE], of, page, unproven, hears);
                for (int other = 0; other < page; other++) {
                    byte[] bytes = of.clone();
                    place(page(of, other), bytes, page);
                    place(page(of, page), bytes, other);
                    if (isMine() && !Arrays.equals(bytes, of)) {
                        hears.broken("pages " + other + " and " + page + " swapped", bytes, 0);
                    }
                }
                for (int age = 0; age < store.earlier.size(); age++) {
                    byte[] was = store.earlier.get(age).files().get(name);
                    if (was != null && page * PAGE < was.length) {
                        put("page " + page + " as it was at " + age, page(was, page), of, page, unproven, hears);
                    }
                }
            }
        }

        private void put(String what, byte[] with, byte[] of, int page, int unproven, Broken hears) throws IOException {
            byte[] bytes = of.clone();
            place(with, bytes, page);
            if (isMine() && !Arrays.equals(bytes, of)) {
                hears.broken(what, bytes, unproven);
            }
        }

        private static byte[] page(byte[] of, int page) {
            return Arrays.copyOfRange(of, page * PAGE, (page + 1) * PAGE);
        }

        private static void place(byte[] page, byte[] into, int at) {
            System.arraycopy(page, 0, into, at * PAGE, Math.min(PAGE, into.length - at * PAGE));
        }

        private void inspect(String name, String what, Image broken, int unproven) throws IOException {
            boolean thorough = number / SHARDS % THOROUGH == 0;
            Inspection inspection = new Inspection(store, name, broken, unproven, thorough);
            String outcome;
            try {
                outcome = inspection.run().name();
            } catch (Inspection.Wrong e) {
                outcome = "WRONG";
                if (bad++ < SHOWN) {
                    wrong.append(name).append(' ').append(what).append(": ").append(e.getMessage());
                    wrong.append("\ntold was ").append(inspection.found()).append('\n');
                }
            }
            trace.event(number, name, outcome, what, bad, 0);
        }
    }
}
