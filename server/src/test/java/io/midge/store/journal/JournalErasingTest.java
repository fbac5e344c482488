package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.raft.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was erased is in no file of the journal any more, whatever became of the file; and nobody waits for it. */
class JournalErasingTest {
    private static final String SECRET = "secret-of-this-test";

    private final Rig rig = Rig.small();
    private final List<String> ends = new ArrayList<>();

    private static boolean holds(FaultyDisk disk) throws IOException {
        for (String name : disk.files()) {
            if (new String(disk.bytes(name), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                return true;
            }
        }
        return false;
    }

    private void erase(Journal journal, long from) {
        Predicate<Entry> secret = each -> Rig.heard(each).text().contains(SECRET);
        journal.erase(1, from, secret, ends::add);
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, SECRET);
        rig.lanes.run();
        erase(journal, 0);
        boolean[] closed = {false};
        journal.close(() -> closed[0] = true);
        while (!closed[0]) {
            rig.lane.step();
        }
        byte[] before = rig.disk.bytes("journal/0000000000000000.jrn");
        rig.lanes.run();
        assertThat(Arrays.equals(rig.disk.bytes("journal/0000000000000000.jrn"), before))
                .isTrue();
        assertThat(ends).containsExactly("the journal is closed");
    }

    /** Entries of so many pages each, until the log is in another file than at first. */
    private long nextFile(Journal journal, long index, int pages) {
        long at = index;
        long file = journal.durable() >> 16;
        while (journal.durable() >> 16 == file) {
            Rig.append(journal, 1, at++, "x".repeat(4096 * pages - 200));
            rig.lanes.run();
        }
        return at;
    }

    /** A secret on the last page of a file, which is used again up to there. */
    private long secretInATail(Journal journal) throws IOException {
        long index = 1;
        while (journal.durable() != 15 * 4096) {
            Rig.append(journal, 1, index++, "page");
            rig.lanes.run();
        }
        final long lsn = Rig.append(journal, 1, index++, SECRET);
        rig.lanes.run();
        long file = -1;
        while (file <= 0 || file + (64 << 10) > journal.durable()) {
            index = nextFile(journal, index, 3); // five of them, and a page is left
            file = holder();
            journal.cut(file > 0 ? Math.min(file, journal.durable()) : journal.durable());
            rig.lanes.run();
        }
        assertThat(file).isGreaterThan(lsn);
        return lsn;
    }

    /** The first LSN of the file that holds the secret. */
    private long holder() throws IOException {
        for (String name : rig.files()) {
            if (new String(rig.disk.bytes(name), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                return Layout.first(name.substring("journal/".length()));
            }
        }
        return -1;
    }

    @Test
    void theTailOfAFileThatWasUsedAgainIsOverwritten() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        long lsn = secretInATail(journal);
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(holds(rig.disk)).isFalse();
        int told = rig.told(1).size();
        rig.restart();
        rig.recover(0);
        assertThat(rig.damages.stream().map(Damage::kind)).doesNotContain(Damage.Kind.BATCHES, Damage.Kind.TAIL);
        assertThat(rig.replayed).isNotEmpty().hasSizeLessThan(told);
    }

    @Test
    void afterAStartAsWell() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        long lsn = secretInATail(journal);
        long index = nextFile(journal, 1000, 3);
        for (int i = 0; i < 3; i++) {
            Rig.append(journal, 1, index++, "last");
            rig.lanes.run();
        }
        long from = journal.durable() - journal.used();
        rig.restart();
        journal = rig.start(Math.max(0, from));
        rig.lanes.run();
        assertThat(holds(rig.disk)).isTrue();
        List<Rig.Heard> before = List.copyOf(rig.replayed);
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(holds(rig.disk)).isFalse();
        rig.restart();
        rig.recover(Math.max(0, from));
        assertThat(rig.replayed).isEqualTo(before);
    }

    @Test
    void whatStandsBehindTheEndOfAFailedFileIsOverwritten() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "first");
        rig.lanes.run();
        rig.disk.fault = (operation, name) -> operation.equals("sync") && name.endsWith("0000.jrn") ? "EIO" : null;
        long lsn = Rig.append(journal, 1, 2, SECRET);
        rig.lanes.run();
        rig.disk.fault = (operation, name) -> null;
        assertThat(rig.events).containsExactly("sealed 0000000000000000.jrn at 4096: EIO");
        Rig.append(journal, 1, 3, "third");
        rig.lanes.run();
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(holds(rig.disk)).isFalse();
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).containsExactly("first", "third");
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void copiesInQuarantineAreOverwritten() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "first");
        rig.lanes.run();
        Rig.append(journal, 2, 1, "another group's");
        final long lsn = Rig.append(journal, 1, 2, SECRET);
        Rig.append(journal, 1, 3, "damaged " + SECRET);
        rig.lanes.run();
        byte[] bytes = rig.disk.bytes("journal/0000000000000000.jrn");
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("damaged");
        bytes[at] ^= 1;
        rig.disk.set("journal/0000000000000000.jrn", bytes);
        rig.restart();
        journal = rig.start(0);
        String copy = rig.damages.getFirst().quarantined();
        assertThat(copy).startsWith("quarantine/journal-0000000000001000-");
        rig.events.clear();
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(holds(rig.disk)).isFalse();
        assertThat(rig.events).containsExactly("erased in " + copy);
        assertThat(new String(rig.disk.bytes(copy), StandardCharsets.ISO_8859_1))
                .contains("another group's");
        rig.events.clear();
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(rig.events).isEmpty();
    }

    // What was written later cannot be in it.
    @Test
    void copiesFromBeforeStayAsTheyAre() throws Exception {
        Journal journal = rig.start(0);
        byte[] old = "what nobody knows".repeat(300).getBytes(StandardCharsets.ISO_8859_1);
        rig.disk.set("quarantine/journal-0000000000000000-1", old);
        for (int i = 1; i <= 5; i++) {
            Rig.append(journal, 1, i, "page");
            rig.lanes.run();
        }
        long lsn = Rig.append(journal, 1, 6, SECRET);
        rig.lanes.run();
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(Arrays.equals(rig.disk.bytes("quarantine/journal-0000000000000000-1"), old))
                .isTrue();
    }

    // Files are cut on another lane, at any moment.
    @ParameterizedTest
    @ValueSource(strings = {"open journal/0000000000000000.jrn", "create journal/redo"})
    void aFileThatIsCutMeanwhileIsOverwrittenAsWell(String moment) throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        final long lsn = Rig.append(journal, 1, 1, SECRET);
        rig.lanes.run();
        Rig.append(journal, 1, nextFile(journal, 2, 1), "in the next file");
        rig.lanes.run();
        journal.cut(journal.durable());
        rig.disk.fault = (operation, name) -> {
            if (moment.equals(operation + " " + name)) {
                rig.disk.fault = (any, thing) -> null;
                assertThat(rig.background.step()).isTrue();
                assertThat(rig.files()).doesNotContain("journal/0000000000000000.jrn");
            }
            return null;
        };
        erase(journal, lsn);
        while (rig.lane.step()) {
            assertThat(rig.lane.inLane()).isFalse();
        }
        assertThat(rig.files()).doesNotContain("journal/0000000000000000.jrn", "journal/redo");
        rig.lanes.run();
        assertThat(ends).containsExactly("");
        assertThat(holds(rig.disk)).isFalse();
    }

    // A file that is removed takes its bytes with it.
    @Test
    void noFileIsRemovedWhileItIsErased() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        long lsn = Rig.append(journal, 1, 1, SECRET);
        rig.lanes.run();
        String file = "journal/0000000000000000.jrn";
        rig.disk.fault = (operation, name) -> operation.equals("sync") && name.equals(file) ? "EIO" : null;
        Rig.append(journal, 1, 2, "a file that has failed is not used again");
        rig.lanes.run();
        rig.disk.fault = (operation, name) -> null;
        journal.hold();
        journal.cut(journal.durable());
        rig.lanes.run();
        assertThat(rig.files()).contains(file);
        assertThat(rig.erase(journal, lsn, SECRET)).isEmpty();
        assertThat(holds(rig.disk)).isFalse();
        journal.release();
        rig.lanes.run();
        assertThat(rig.files()).doesNotContain(file);
    }

    @Test
    void noTaskDoesMuchAndBatchesAreWrittenInBetween() throws Exception {
        Rig large = new Rig(new FaultyDisk(), Rig.SMALL.withSizes(4 << 20, 64 << 20));
        Journal journal = large.start(0);
        large.lanes.run();
        List<String> secrets = new ArrayList<>();
        for (int i = 1; i < 1200; i++) {
            String text = i % 100 < 3 ? SECRET + i : "x".repeat(9000);
            if (i % 100 < 3) {
                secrets.add(text);
            }
            Rig.append(journal, 1, i, text);
            if (i % 100 > 3) {
                large.lanes.run();
            }
            if (i == 600) {
                journal.cut(journal.durable());
                large.lanes.run();
            }
        }
        assertThat(holds(large.disk)).isTrue();
        journal.erase(1, 0, each -> secrets.contains(Rig.heard(each).text()), ends::add);
        long[] most = {0};
        int steps = 0;
        while (ends.isEmpty()) {
            if (steps % 5 == 0) {
                Rig.append(journal, 1, 2000 + steps, "in between");
            }
            long before = large.disk.bytes;
            int batches = large.told(1).size();
            if (!large.lane.step()) {
                large.lanes.step();
            }
            assertThat(large.told(1).size() - batches).isLessThan(3);
            most[0] = Math.max(most[0], large.disk.bytes - before);
            steps++;
        }
        assertThat(ends).containsExactly("");
        assertThat(holds(large.disk)).isFalse();
        assertThat(most[0]).isLessThan(5 << 20).isGreaterThan(100_000);
        assertThat(steps).isGreaterThan(20);
    }
}
