package io.midge.store.journal;

import io.midge.loop.DrivenLanes;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.raft.GroupLog;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A journal on a faulty disk, with groups that write down what they hear, and can start again. */
final class Rig implements JournalListener {
    /** An entry as it was told. */
    record Heard(long lsn, long group, long index, int term, byte kind, String text) {
        @Override
        public String toString() {
            return group + "/" + index + "@" + lsn;
        }
    }

    static final JournalOptions SMALL = JournalOptions.of("journal", "quarantine", 0x5eed)
            .withSizes(64 << 10, 256 << 10)
            .withBatches(16 << 10, 4);

    final FaultyDisk disk;
    JournalOptions options;
    BlockCodec codec = BlockCodec.NONE;
    DrivenLanes lanes = new DrivenLanes(1);
    DrivenLanes.Driven lane = lanes.lane();
    DrivenLanes.Driven background = lanes.lane();
    List<DrivenLanes.Driven> streams = List.of(lanes.lane(), lanes.lane());

    /** By group: what was told to be durable. */
    final TreeMap<Long, List<Heard>> durable = new TreeMap<>();

    final List<String> events = new ArrayList<>();
    /** What the last recovery has told. */
    List<Heard> replayed = new ArrayList<>();

    List<Heard> erased = new ArrayList<>();
    List<Damage> damages = List.of();

    private @Nullable Recovery recovery;

    Rig(FaultyDisk disk, JournalOptions options) {
        this.disk = disk;
        this.options = options;
    }

    static Rig small() {
        return new Rig(new FaultyDisk(), SMALL);
    }

    Journal start(long from) throws IOException, JournalException {
        return start(from, 2);
    }

    /** Recovers, opens, and listens to so many groups. */
    Journal start(long from, int groups) throws IOException, JournalException {
        recover(from);
        Journal journal = Journal.open(disk, options, codec, recovery(), lane, background, this);
        for (long group = 1; group <= groups; group++) {
            listen(journal, group, streams.get((int) (group % streams.size())));
        }
        return journal;
    }

    /** The last one. */
    Recovery recovery() {
        return Objects.requireNonNull(recovery);
    }

    /** As if the process had begun again: what was waiting is forgotten. */
    void restart() {
        lanes = new DrivenLanes(1);
        lane = lanes.lane();
        background = lanes.lane();
        streams = List.of(lanes.lane(), lanes.lane());
    }

    void recover(long from) throws IOException, JournalException {
        replayed = new ArrayList<>();
        erased = new ArrayList<>();
        recovery = Recovery.read(disk, options, codec, from, this, new Recovery.Replay() {
            @Override
            public void entry(Entry entry) {
                replayed.add(heard(entry));
            }

            @Override
            public void erased(Entry entry) {
                erased.add(heard(entry));
            }
        });
        damages = recovery().damages();
    }

    void listen(Journal journal, long group, Lane on) {
        List<Heard> to = durable.computeIfAbsent(group, key -> new ArrayList<>());
        journal.listen(group, new GroupLog.Listener() {
            @Override
            public Lane lane() {
                return on;
            }

            @Override
            public void durable(Entry entry) {
                if (!on.inLane()) {
                    throw new AssertionError("told on another lane");
                }
                to.add(heard(entry));
            }

            @Override
            public void lost(long fromIndex, String why) {
                events.add("lost " + group + " from " + fromIndex + ": " + why);
            }
        });
    }

    static Heard heard(Entry entry) {
        return new Heard(
                entry.lsn,
                entry.group,
                entry.index,
                entry.term,
                entry.kind,
                new String(entry.buf, entry.off, entry.len, StandardCharsets.ISO_8859_1));
    }

    static long append(Journal journal, long group, long index, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return journal.append(group, index, 1, (byte) 7, bytes, 0, bytes.length);
    }

    /** Erases entries of group 1 with these texts, and lets all come to its end; why it could not be done. */
    String erase(Journal journal, long from, String... texts) {
        List<String> ends = new ArrayList<>();
        List<String> wanted = List.of(texts);
        journal.erase(1, from, entry -> wanted.contains(heard(entry).text()), ends::add);
        lanes.run();
        return ends.isEmpty() ? "it has not ended" : ends.getFirst();
    }

    /** A text of this length that says which one it is. */
    static String text(long group, long index, int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) ('a' + (group * 31 + index) % 26));
        byte[] name = (group + ":" + index).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, text, 0, Math.min(name.length, length));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** What a group was told. */
    List<Heard> told(long group) {
        return durable.getOrDefault(group, List.of());
    }

    List<String> durableTexts(long group) {
        return told(group).stream().map(Heard::text).toList();
    }

    List<String> replayedTexts(long group) {
        return replayed.stream()
                .filter(each -> each.group() == group)
                .map(Heard::text)
                .toList();
    }

    /** The files of the journal itself. */
    List<String> files() {
        return disk.files().stream().filter(name -> name.startsWith("journal/")).toList();
    }

    @Override
    public void checkpoint(long used, long capacity) {
        events.add("checkpoint at " + used + " of " + capacity);
    }

    @Override
    public void damaged(Damage damage) {
        events.add("damaged " + damage.kind());
    }

    @Override
    public void sealed(String file, long lsn, String why) {
        events.add("sealed " + file + " at " + lsn + ": " + why);
    }

    @Override
    public void erased(String copy) {
        events.add("erased in " + copy);
    }

    @Override
    public void full(String why) {
        events.add("full: " + why);
    }

    @Override
    public void room() {
        events.add("room");
    }

    @Override
    public void failed(String why) {
        events.add("failed: " + why);
    }
}
