package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.journal.Damage.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes: what is told is what was written, what is missing is reported, and all else is there. */
class JournalDamageTest {
    private static final String FILE = "journal/0000000000000000.jrn";
    private static final int PAGE = 4096;

    private final Rig rig = Rig.small();
    private final List<Rig.Heard> written = new ArrayList<>();
    /** Where the last batch begins. */
    private long last;

    private long end;
    private byte[] bytes = new byte[0];

    /** Six batches of four entries, of which the third takes two pages. */
    @BeforeEach
    void write() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        long[] index = new long[3];
        for (int batch = 0; batch < 6; batch++) {
            last = journal.durable();
            for (int i = 0; i < 4; i++) {
                int group = 1 + (batch + i) % 2;
                index[group]++;
                int length = batch == 2 ? 1200 : 10 * i + batch;
                Rig.append(journal, group, index[group], Rig.text(group, index[group], length));
            }
            rig.lanes.run();
        }
        end = journal.durable();
        Rig whole = recover(rig.disk.copy());
        written.addAll(whole.replayed);
        assertThat(written).hasSize(24);
        assertThat(whole.damages).isEmpty();
        bytes = rig.disk.bytes(FILE);
    }

    private Rig recover(FaultyDisk disk) throws IOException, JournalException {
        Rig after = new Rig(disk, rig.options);
        after.recover(0);
        return after;
    }

    private Rig recover(byte[] file) throws IOException, JournalException {
        FaultyDisk disk = rig.disk.copy();
        disk.set(FILE, file);
        return recover(disk);
    }

    /** What holds after any damage: and the journal goes on, and the next start finds what this one has left. */
    private void check(Rig after, String what) throws Exception {
        List<Long> indexes = new ArrayList<>(List.of(0L, 0L, 0L));
        TreeSet<Long> found = new TreeSet<>();
        for (Rig.Heard each : after.replayed) {
            int group = (int) each.group();
            assertThat(each.index()).as(what).isGreaterThan(indexes.get(group));
            indexes.set(group, each.index());
            Rig.Heard original = written.stream()
                    .filter(one -> one.group() == group && one.index() == each.index())
                    .findFirst()
                    .orElseThrow();
            assertThat(each.text()).as(what).isEqualTo(original.text());
            assertThat(each.lsn()).as(what).isLessThanOrEqualTo(original.lsn());
            found.add(original.lsn());
        }
        for (Rig.Heard each : written) {
            boolean reported =
                    after.damages.stream().anyMatch(damage -> damage.from() <= each.lsn() && each.lsn() < damage.to());
            assertThat(found.contains(each.lsn()) || reported || each.lsn() >= last)
                    .as("%s: %s is missing, and nobody says so", what, each)
                    .isTrue();
        }
        goesOn(after, what);
    }

    private void goesOn(Rig after, String what) throws Exception {
        List<Rig.Heard> before = after.replayed;
        after.restart();
        Journal journal = after.start(0);
        assertThat(after.replayed).as(what).isEqualTo(before);
        Rig.append(journal, 1, 100, "more");
        after.lanes.run();
        after.restart();
        after.recover(0);
        assertThat(after.replayed.subList(0, after.replayed.size() - 1))
                .as(what)
                .isEqualTo(before);
        assertThat(after.replayed.getLast().text()).as(what).isEqualTo("more");
        assertThat(after.damages).as(what).noneMatch(damage -> damage.kind() == Kind.TAIL);
    }

    /** The entry that this byte belongs to. */
    private Rig.@Nullable Heard entryAt(int at) {
        return written.stream()
                .filter(each ->
                        each.lsn() <= at && at < each.lsn() + 32 + each.text().length())
                .findFirst()
                .orElse(null);
    }

    @Test
    @Tag("long")
    void aFlippedBitCostsAtMostOneEntry() throws Exception {
        for (int at = 0; at < end; at++) {
            Rig.Heard hit = entryAt(at);
            boolean header = startsBatch(at);
            int bits = header || (hit != null && hit.lsn() + 40 > at) ? 8 : at % 61 == 0 ? 1 : 0;
            for (int bit = 0; bit < bits; bit++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                Rig after = recover(flipped);
                String what = "bit " + bit + " of byte " + at;
                if (hit == null) {
                    assertThat(after.replayed).as(what).hasSize(24);
                } else {
                    assertThat(after.replayed).as(what).hasSize(23);
                    Damage damage = after.damages.getFirst();
                    assertThat(damage.kind()).as(what).isEqualTo(at < last ? Kind.ENTRIES : Kind.TAIL);
                    assertThat(damage.entries()).as(what).isEqualTo(1);
                    assertThat(damage.possible()).as(what).isEqualTo(at < last ? 0 : 1);
                    boolean known = hit.index() > 1 || at >= hit.lsn() + 32; // or else nothing comes before the gap
                    if (at < last && known) {
                        assertThat(damage.lost())
                                .as(what)
                                .containsExactly(new Damage.Lost(hit.group(), hit.index(), hit.index()));
                    }
                }
                assertThat(after.damages).as(what).hasSize(hit != null || header ? 1 : 0);
                if (bit == at % 8) {
                    check(after, what);
                }
            }
        }
    }

    private boolean startsBatch(int at) {
        return written.stream().anyMatch(each -> each.lsn() % PAGE == 64 && at >= each.lsn() - 64 && at < each.lsn());
    }

    @Test
    void whatMayHaveBeenAcknowledgedIsInQuarantine() throws Exception {
        byte[] flipped = bytes.clone();
        flipped[(int) last + 64 + 33] ^= 4;
        Rig after = recover(flipped);
        Damage damage = after.damages.getFirst();
        assertThat(damage.quarantined()).startsWith("quarantine/journal-");
        assertThat(after.disk.bytes(damage.quarantined()))
                .isEqualTo(Arrays.copyOfRange(flipped, (int) last, (int) end));
        assertThat(after.events).containsExactly("damaged TAIL");
    }

    @Test
    void aFileMayBeCutAnywhere() throws Exception {
        for (int length = 0; length < end + 200; length += length % PAGE < 400 ? 1 : 97) {
            Rig after = recover(Arrays.copyOf(bytes, length));
            assertThat(after.replayed).hasSizeLessThanOrEqualTo(24);
            assertThat(written.subList(0, after.replayed.size())).isEqualTo(after.replayed);
            if (length >= 2 * PAGE) {
                assertThat(after.damages).as("cut at %d", length).isNotEmpty();
            }
        }
    }

    @Test
    void pagesMayBeZero() throws Exception {
        for (int page = 0; page < end / PAGE; page++) {
            byte[] zeroed = bytes.clone();
            Arrays.fill(zeroed, page * PAGE, (page + 1) * PAGE, (byte) 0);
            Rig after = recover(zeroed);
            assertThat(after.damages)
                    .hasSize((long) page * PAGE < last ? 1 : 0); // nothing tells of a last batch that is not there
            check(after, "page " + page + " is zero");
        }
    }

    @Test
    void pagesMayBeInEachOthersPlace() throws Exception {
        int pages = (int) end / PAGE;
        for (int one = 0; one < pages; one++) {
            for (int other = one + 1; other <= pages; other++) {
                byte[] swapped = bytes.clone();
                System.arraycopy(bytes, one * PAGE, swapped, other * PAGE, PAGE);
                System.arraycopy(bytes, other * PAGE, swapped, one * PAGE, PAGE);
                check(recover(swapped), "pages " + one + " and " + other);
            }
        }
    }

    @Test
    void pagesMayBeUnreadable() throws Exception {
        for (int page = 0; page < end / PAGE; page++) {
            FaultyDisk disk = rig.disk.copy();
            int bad = page;
            disk.badPage = (name, at) -> name.equals(FILE) && at == (long) bad * PAGE;
            Rig after = recover(disk);
            assertThat(after.damages).hasSize(1);
            if ((long) bad * PAGE < last) {
                assertThat(after.replayed.size()).isBetween(20, 23);
            }
        }
    }

    @Test
    void pagesMayBeOfAFormerUse() throws Exception {
        for (int page = 0; page < end / PAGE; page++) {
            byte[] stale = bytes.clone();
            System.arraycopy(another(0), page * PAGE, stale, (page + 1) * PAGE, PAGE);
            check(recover(stale), "page " + page + " is stale");
        }
    }

    @Test
    void pagesMayBeOfAnotherFile() throws Exception {
        for (int page = 0; page <= end / PAGE; page++) {
            byte[] misplaced = bytes.clone();
            System.arraycopy(another(10L * (64 << 10)), page * PAGE, misplaced, page * PAGE, PAGE);
            Rig after = recover(misplaced);
            assertThat(after.damages).isNotEmpty();
            check(after, "page " + page + " is misplaced");
        }
    }

    /** What another part of the log would hold. */
    private byte[] another(long from) throws Exception {
        Rig other = new Rig(new FaultyDisk(), rig.options);
        Journal journal = other.start(from);
        for (int i = 1; i <= 10; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 2000));
            other.lanes.run();
        }
        return other.disk.bytes("journal/" + Layout.name(from));
    }

    @Test
    void anyMixtureOfThatIsSurvived() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] mixed = bytes.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt((int) end);
                switch (random.nextInt(4)) {
                    case 0 -> mixed[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> Arrays.fill(mixed, at, Math.min(mixed.length, at + random.nextInt(3000)), (byte) 0);
                    case 2 -> System.arraycopy(bytes, random.nextInt((int) end), mixed, at, 600);
                    default -> mixed[(at & -PAGE) | random.nextInt(64)] ^= (byte) 0x55;
                }
            }
            Rig after = recover(mixed);
            List<Rig.Heard> told = after.replayed;
            assertThat(written.stream().map(Rig.Heard::text))
                    .containsAll(told.stream().map(Rig.Heard::text).toList());
            goesOn(after, "seed " + seed);
        }
    }

    /** The torn end was what proved the damage before it; setting it aside must not make that the end. */
    @Test
    void damageBeforeATornEndIsDamageAtTheNextStartToo() throws Exception {
        for (int kept : new int[] {0, 64 + 32 + 8, 4000}) {
            byte[] damaged = bytes.clone();
            damaged[(int) last - PAGE + 20] ^= 1; // the header of the batch before
            Arrays.fill(damaged, (int) last + 64 + kept, (int) end, (byte) 0);
            damaged[(int) last + 70] ^= kept == 4000 ? (byte) 1 : 0;
            Rig after = recover(damaged);
            assertThat(after.damages.stream().map(Damage::kind)).containsExactly(Kind.BATCHES, Kind.TAIL);
            assertThat(after.replayed).hasSizeGreaterThanOrEqualTo(20);
            List<Rig.Heard> told = after.replayed;
            for (int start = 0; start < 3; start++) {
                after.restart();
                after.start(0);
                assertThat(after.replayed).isEqualTo(told);
                assertThat(after.damages.stream().map(Damage::kind)).containsExactly(Kind.BATCHES);
            }
        }
    }

    @Test
    void aJournalThatEndsBeforeItsCheckpointGoesOnBehindIt() throws Exception {
        Rig after = new Rig(rig.disk.copy(), rig.options);
        long from = end + 5 * PAGE;
        Journal journal = after.start(from);
        assertThat(after.damages).hasSize(1);
        assertThat(after.damages.getFirst().kind()).isEqualTo(Kind.MISSING);
        assertThat(journal.end()).isEqualTo(from);
        after.lanes.run();
        assertThat(Rig.append(journal, 1, 100, "more")).isEqualTo(from + 64);
        after.lanes.run();
        after.restart();
        after.recover(from);
        assertThat(after.replayedTexts(1)).containsExactly("more");
        assertThat(after.damages).isEmpty();
    }

    @Test
    void aLastBatchThatCannotBeReadAgainIsLeftAsItIs() throws Exception {
        Rig one = Rig.small();
        Journal journal = one.start(0);
        for (int i = 1; i <= 3; i++) {
            Rig.append(journal, 1, i, "entry " + i);
            one.lanes.run();
        }
        String file = "journal/0000000000000000.jrn";
        byte[] before = one.disk.bytes(file);
        int[] opened = {0};
        one.disk.fault = (operation, name) -> {
            opened[0] += operation.equals("open") && name.equals(file) ? 1 : 0;
            return null;
        };
        // It is read, and then, once, it is not.
        one.disk.badPage = (name, at) -> name.equals(file) && at == 8192 && opened[0] == 2;
        one.restart();
        one.recover(0);
        assertThat(opened[0]).isGreaterThan(1);
        assertThat(one.replayedTexts(1)).containsExactly("entry 1", "entry 2", "entry 3");
        assertThat(Arrays.equals(one.disk.bytes(file), before)).isTrue();
        one.disk.badPage = (name, at) -> false;
        one.restart();
        one.recover(0);
        assertThat(one.replayedTexts(1)).hasSize(3);
        assertThat(one.damages).isEmpty();
    }

    @Test
    void aMissingFileIsReported() throws Exception {
        Journal journal = rig.start(0);
        for (int i = 100; i < 150; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 3000));
            rig.lanes.run();
        }
        FaultyDisk disk = rig.disk.copy();
        disk.delete("journal/" + Layout.name(64 << 10));
        Rig after = recover(disk);
        assertThat(after.damages).hasSize(1);
        assertThat(after.damages.getFirst().lost()).hasSize(1);
        assertThat(after.replayed.getLast().index()).isEqualTo(149);
        disk.delete(FILE);
        after = recover(disk);
        assertThat(after.damages).hasSize(1);
        assertThat(after.damages.getFirst().kind()).isEqualTo(Kind.MISSING);
    }
}
