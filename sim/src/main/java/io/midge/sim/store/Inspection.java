package io.midge.sim.store;

import io.midge.disk.Disk;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Store;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.consumer.Consumers;
import io.midge.store.file.DamagedFileException;
import io.midge.store.file.RefusedStoreException;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Opens a store in which something was broken, and compares what it serves with what it was told: whatever is not there was
 * reported, and nothing is there that should not be. What was reported as lost is not there, what was not reported is there,
 * byte for byte, and where nothing was lost everything is as if nothing had been broken. All of it is so before it was verified in
 * the background as well as afterwards; and then nobody may be ignorant of what was broken, unless it was of no account.
 */
final class Inspection {
    /** How it ended. */
    enum Outcome {
        /** Nobody noticed, and nothing is lost. */
        SILENT,
        /** Nobody noticed, and the journal's last batch is as if it had never been. */
        VANISHED,
        /** Something was reported, and nothing is lost. */
        MENDED,
        /** Something was lost and reported. */
        LOST,
        /** The store does not open, and says why. */
        REFUSED,
        /** A stream does not open, and the store says why. */
        CLOSED
    }

    /** Thrown where something is not as it should be. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String what) {
            super(what);
        }
    }

    private static final long UPKEEP_NANOS = 50_000_000;
    /** Until all has been verified. */
    private static final long VERIFIED_NANOS = 2 * UPKEEP_NANOS + 20_000_000L;

    /** And compacted, with a checkpoint or two. */
    private static final long TURNS_NANOS = 1_000_000_000L;

    private final SmallStore told;
    private final String name;
    private final int unproven;
    private final boolean thorough;
    private final Image before;
    private final SimDisk disk;
    private final Findings found = new Findings();
    private final TreeMap<String, Map<Long, StreamModel.Message>> served = new TreeMap<>();
    private int unnamed;
    private boolean lost;
    private boolean closed;

    /**
     * Of a store that was told something, whose files are like this now.
     *
     * @param name of the one that was broken
     * @param unproven so many operations may be missing without anybody noticing
     * @param thorough it lives on in any case, not only if something was found
     */
    Inspection(SmallStore told, String name, Image broken, int unproven, boolean thorough) throws IOException {
        this.name = name;
        this.unproven = unproven;
        this.thorough = thorough;
        this.told = told;
        this.before = broken;
        this.disk = broken.disk(1);
    }

    /** Everything. */
    Outcome run() throws IOException, Wrong {
        Scheduler scheduler = new Scheduler(1, new Trace());
        Store store;
        try {
            store = SmallStore.open(disk, scheduler, told.encrypted, UPKEEP_NANOS, found);
        } catch (RefusedStoreException | DamagedFileException e) {
            return Outcome.REFUSED;
        } catch (IOException | RuntimeException e) {
            throw new Wrong("it does not open: " + text(e));
        }
        try {
            serves(store);
            untouched(disk);
            int heard = found.size();
            scheduler.runFor(VERIFIED_NANOS);
            failures(scheduler);
            if (found.size() > heard) {
                serves(store);
            }
            Outcome outcome = outcome();
            if (thorough || !found.damages.isEmpty() || !found.failures.isEmpty()) {
                lifeGoesOn(store, scheduler);
            }
            return outcome;
        } catch (IOException | RuntimeException e) {
            throw new Wrong(text(e));
        }
    }

    private Outcome outcome() throws IOException, Wrong {
        if (!found.isEmpty()) {
            return closed ? Outcome.CLOSED : lost ? Outcome.LOST : Outcome.MENDED;
        }
        if (lost) {
            return Outcome.VANISHED;
        }
        if (unproven == 0 && told.needs(name, before) && !isRewritten()) {
            throw new Wrong("nobody noticed it");
        }
        return Outcome.SILENT;
    }

    private boolean isRewritten() throws IOException {
        return name.endsWith(".seg")
                && !Arrays.equals(
                        Image.of(disk).files().get(name), before.files().get(name));
    }

    Findings found() {
        return found;
    }

    private static String text(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    // ---- what is served ----

    private void serves(Store store) throws IOException, Wrong {
        lost = false;
        served.clear();
        TreeMap<String, StreamStore> there = new TreeMap<>();
        store.streams().forEach(each -> there.put(each.name(), each));
        for (Map.Entry<String, StreamLife> each : told.lives.entrySet()) {
            StreamStore stream = there.get(each.getKey());
            if (stream != null) {
                served.put(each.getKey(), read(stream, each.getValue()));
            } else if (found.failures.stream().noneMatch(line -> line.contains("could not be"))) {
                throw new Wrong("stream " + each.getKey() + " is gone without a word");
            } else {
                closed = true;
            }
        }
        unnamed = found.lostOperations() + unproven;
        there.values()
                .forEach(each -> unnamed -= found.lostOperations(each.group()).size());
        for (Map.Entry<String, StreamLife> each : told.lives.entrySet()) {
            StreamStore stream = there.get(each.getKey());
            if (stream != null) {
                compare(stream, each.getValue());
            }
        }
    }

    private static Map<Long, StreamModel.Message> read(StreamStore stream, StreamLife life) throws IOException, Wrong {
        TreeMap<Long, StreamModel.Message> all = new TreeMap<>();
        StoredMessage message = new StoredMessage();
        long last = Math.max(stream.lastSeq(), life.last());
        for (long seq = 1; seq <= last + 1; seq++) {
            if (stream.read(seq, message)) {
                all.put(seq, StreamLife.copy(message));
            }
        }
        SubjectFilter any = stream.filter(List.of());
        TreeSet<Long> walked = new TreeSet<>();
        for (long seq = stream.next(0, any, message); seq > 0; seq = stream.next(seq + 1, any, message)) {
            walked.add(seq);
        }
        if (!walked.equals(all.keySet())) {
            throw new Wrong(stream.name() + ": by sequence there are " + all.keySet() + ", one by one " + walked);
        }
        return all;
    }

    /** The operations that the journal has lost at the end, without knowing whose, are as few as make it true. */
    private void compare(StreamStore stream, StreamLife life) throws IOException, Wrong {
        Set<Long> named = found.lostOperations(stream.group());
        String first = "";
        for (int less = 0; less <= Math.min(unnamed, life.operations()); less++) {
            long until = (long) life.operations() - less;
            StreamModel model = new StreamModel();
            Consumers consumers = new Consumers();
            life.tell(n -> n > until || named.contains(n), model, consumers);
            String why = compare(stream, life, model, consumers);
            if (why.isEmpty()) {
                unnamed -= less;
                lost |= less > 0 || !named.isEmpty();
                sequencesWereTold(stream, life);
                return;
            }
            first = less == 0 ? why : first;
        }
        throw new Wrong(stream.name() + ": " + first);
    }

    /** What is missing among sequences that were given was told by its sequence, however it was lost. */
    private void sequencesWereTold(StreamStore stream, StreamLife life) throws Wrong {
        StreamModel whole = new StreamModel();
        life.tell(n -> false, whole, new Consumers());
        Map<Long, StreamModel.Message> here = Objects.requireNonNull(served.get(stream.name()));
        for (long seq : whole.messages.headMap(stream.lastSeq(), true).keySet()) {
            if (!here.containsKey(seq) && !found.isLost(stream.group(), seq)) {
                throw new Wrong(stream.name() + ": message " + seq + " is missing, and its sequence was not told");
            }
        }
    }

    private String compare(StreamStore stream, StreamLife life, StreamModel model, Consumers consumers)
            throws IOException {
        Map<Long, StreamModel.Message> here = Objects.requireNonNull(served.get(stream.name()));
        boolean all = true;
        for (StreamModel.Message each : model.messages.values()) {
            boolean isLost = found.isLost(stream.group(), each.seq());
            StreamModel.Message is = here.get(each.seq());
            if (is == null && !isLost) {
                return "message " + each.seq() + " is gone without a word";
            }
            if (is != null && isLost && !found.isCheckpointLost()) {
                return "message " + each.seq() + " was reported as lost, and is there";
            }
            if (is != null && !same(is, each)) {
                return "message " + each.seq() + " is another: " + is + " instead of " + each;
            }
            all &= is != null;
        }
        for (long seq : here.keySet()) {
            if (!model.messages.containsKey(seq)) {
                StreamModel.Message was = life.written(seq);
                if (was == null || !same(was, Objects.requireNonNull(here.get(seq)))) {
                    return "message " + seq + " never was";
                }
                if (!found.isOperationLost(stream.group())) {
                    return "message " + seq + " was deleted, and is there";
                }
                all = false;
            }
        }
        lost |= !all;
        return all ? exactly(stream, life, model, consumers) : roughly(stream, model, consumers);
    }

    private static boolean same(StreamModel.Message one, StreamModel.Message other) {
        return one.seq() == other.seq()
                && one.subject().equals(other.subject())
                && one.time() == other.time()
                && one.ttl() == other.ttl()
                && Arrays.equals(one.headers(), other.headers())
                && Arrays.equals(one.payload(), other.payload());
    }

    private String exactly(StreamStore stream, StreamLife life, StreamModel model, Consumers consumers)
            throws IOException {
        if (found.isCheckpointLost()) {
            model.lastTime = stream.state().lastTime(); // when a message came that is gone is not known any more
        }
        if (!StreamModel.state(stream.state()).equals(model.state(false))) {
            return "there is " + StreamModel.state(stream.state()) + " instead of " + model.state(false);
        }
        String why = consumers(stream, model, consumers);
        return why.isEmpty() ? life.answers(stream, model) : why;
    }

    private String roughly(StreamStore stream, StreamModel model, Consumers consumers) throws IOException {
        StreamState state = stream.state();
        if (state.lastSeq() != model.last) {
            return "the last sequence is " + state.lastSeq() + " instead of " + model.last;
        }
        return consumers(stream, model, consumers);
    }

    private String consumers(StreamStore stream, StreamModel model, Consumers consumers) {
        String is = StreamLife.print(stream.consumers());
        String should = StreamLife.print(consumers);
        if (!is.equals(should) && !found.areConsumersLost(stream.group())) {
            return "consumers are " + is + " instead of " + should;
        }
        lost |= !is.equals(should);
        String[] ahead = {""};
        stream.consumers().forEach(each -> {
            if (each.state().deliveredStream() > stream.lastSeq()) {
                ahead[0] = each.name() + " is ahead, at " + each.state() + " of " + model.last;
            }
        });
        return ahead[0];
    }

    // ---- what became of the files ----

    private void untouched(Disk now) throws IOException, Wrong {
        Image after = Image.of(now);
        for (Map.Entry<String, byte[]> each : before.files().entrySet()) {
            String name = each.getKey();
            byte[] was = each.getValue();
            byte[] is = after.files().get(name);
            if (name.startsWith("streams/") && !name.contains("/meta")) {
                if (is == null && !told.removable(name)) {
                    throw new Wrong(name + " was removed");
                }
                int kept = Math.min(was.length, told.kept(name));
                boolean same = is != null && Arrays.equals(is, 0, Math.min(kept, is.length), was, 0, kept);
                if (is != null && !same) {
                    throw new Wrong(name + " was changed, from " + was.length + " bytes to " + is.length);
                }
            } else if (name.startsWith("journal/")
                    && told.isInUse(name)
                    && !Arrays.equals(was, is)
                    && !found.isInQuarantine(name)) {
                throw new Wrong(name + (is == null ? " was removed" : " was changed"));
            } else if (is == null && !name.startsWith("journal/")) {
                throw new Wrong(name + " was removed");
            }
        }
    }

    // ---- afterwards ----

    private void lifeGoesOn(Store store, Scheduler scheduler) throws IOException, Wrong {
        TreeMap<String, String> was = new TreeMap<>();
        int[] done = {0};
        for (StreamStore each : store.streams()) {
            each.lane().execute(() -> OneMore.append(each, () -> done[0]++));
        }
        scheduler.runFor(TURNS_NANOS);
        for (StreamStore each : store.streams()) {
            was.put(each.name(), all(each));
        }
        failures(scheduler);
        if (done[0] != store.streams().size()) {
            throw new Wrong("nothing more is taken");
        }
        SimDisk next;
        if (thorough) {
            SmallStore.until(scheduler, store::close);
            failures(scheduler);
            next = disk.restart();
        } else {
            next = disk.powerLoss(7);
        }
        Scheduler again = new Scheduler(2, new Trace());
        Findings late = new Findings();
        Store reopened;
        try {
            reopened = SmallStore.open(next, again, told.encrypted, UPKEEP_NANOS, late);
        } catch (IOException | RuntimeException e) {
            throw new Wrong("it does not open again: " + text(e));
        }
        for (StreamStore each : reopened.streams()) {
            String is = all(each);
            String should = was.remove(each.name());
            if (!is.equals(should) && !mayBeThereAgain(each, is, Objects.requireNonNull(should), late)) {
                throw new Wrong(each.name() + " is not as it was before it was opened again:\n" + is + "instead of\n"
                        + should + "and told was\n" + late);
            }
        }
        if (!was.isEmpty()) {
            throw new Wrong(was.keySet() + " do not open again: " + late);
        }
    }

    // What was deleted by what is damaged may come back as late as this, if the index was taken from its image before.
    private boolean mayBeThereAgain(StreamStore stream, String is, String should, Findings late) {
        StreamLife life = Objects.requireNonNull(told.lives.get(stream.name()));
        StringBuilder written = new StringBuilder();
        for (long seq = 1; seq <= life.last(); seq++) {
            StreamModel.Message was = life.written(seq);
            if (was != null) {
                StreamLife.line(written, was);
            }
        }
        Set<String> more = new TreeSet<>(is.lines().toList());
        boolean nothingLess = more.containsAll(should.lines().toList());
        should.lines().forEach(more::remove);
        boolean were = written.toString().lines().toList().containsAll(more);
        boolean wasTold = found.isOperationLost(stream.group()) || late.isOperationLost(stream.group());
        return wasTold && nothingLess && were;
    }

    private static String all(StreamStore stream) throws IOException {
        StringBuilder text = new StringBuilder();
        StoredMessage message = new StoredMessage();
        for (long seq = 1; seq <= stream.lastSeq(); seq++) {
            if (stream.read(seq, message)) {
                StreamLife.line(text, StreamLife.copy(message));
            }
        }
        return text.append("last ")
                .append(stream.lastSeq())
                .append('\n')
                .append(StreamLife.print(stream.consumers()))
                .toString();
    }

    private void failures(Scheduler scheduler) throws Wrong {
        if (!scheduler.failures().isEmpty()) {
            throw new Wrong(text(scheduler.failures().getFirst().cause()));
        }
    }
}
