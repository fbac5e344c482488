package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.journal.Damage.Kind;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed cannot be read without its key, and what was erased is nowhere. */
class JournalSecrecyTest {
    private static final String FILE = "journal/0000000000000000.jrn";

    private Rig rig(boolean sealed) {
        Rig rig = new Rig(new FaultyDisk(), Rig.SMALL);
        rig.codec = sealed ? new TestCipher(42) : BlockCodec.NONE;
        return rig;
    }

    private static boolean holds(FaultyDisk disk, String text) throws IOException {
        for (String name : disk.files()) {
            if (new String(disk.bytes(name), StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /** Three batches of three entries; the LSN of each. */
    private static List<Long> fill(Rig rig, Journal journal) {
        List<Long> lsns = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            lsns.add(Rig.append(journal, 1, i, "secret-" + i + "-of-this-test"));
            if (i % 3 == 0) {
                rig.lanes.run();
            }
        }
        return lsns;
    }

    @Test
    void sealedBatchesAreReadWithTheirKeyOnly() throws Exception {
        Rig rig = rig(true);
        Journal journal = rig.start(0);
        fill(rig, journal);
        assertThat(rig.durableTexts(1)).hasSize(9).contains("secret-5-of-this-test");
        assertThat(holds(rig.disk, "secret-")).isFalse();
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed).isEqualTo(rig.told(1));

        rig.codec = new TestCipher(43);
        assertThatThrownBy(() -> rig.recover(0))
                .isInstanceOf(JournalException.class)
                .hasMessage("the journal does not open with this key");
        rig.codec = BlockCodec.NONE;
        assertThatThrownBy(() -> rig.recover(0))
                .isInstanceOf(JournalException.class)
                .hasMessage("the journal is encrypted, and there is no key for it");
    }

    @Test
    void aSealedBatchIsLostAsAWhole() throws Exception {
        Rig rig = rig(true);
        fill(rig, rig.start(0));
        byte[] bytes = rig.disk.bytes(FILE);
        bytes[4096 + 100] ^= 1;
        rig.disk.set(FILE, bytes);
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed.stream().map(Rig.Heard::index)).containsExactly(1L, 2L, 3L, 7L, 8L, 9L);
        assertThat(rig.damages)
                .containsExactly(new Damage(Kind.BATCHES, 4096, 8192, List.of(new Damage.Lost(1, 4, 6)), 3, 0, ""));
        bytes[8192 + 100] ^= 1;
        rig.disk.set(FILE, bytes);
        rig.recover(0);
        assertThat(rig.damages.get(1).kind()).isEqualTo(Kind.TAIL);
        assertThat(rig.damages.get(1).possible()).isEqualTo(3);
    }

    @Test
    void keysMayComeLater() throws Exception {
        Rig rig = rig(false);
        fill(rig, rig.start(0));
        rig.restart();
        rig.codec = new TestCipher(42);
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 10, "hidden");
        rig.lanes.run();
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).hasSize(10).endsWith("hidden");
    }

    // Who has no key may write to the disk all the same.
    @Test
    void whatIsNotSealedIsDamageSinceThereIsAKey() throws Exception {
        Rig rig = rig(false);
        fill(rig, rig.start(0));
        rig.restart();
        rig.codec = new TestCipher(42);
        rig.options = rig.options.withSealedFrom(4096);
        rig.recover(0);
        assertThat(rig.replayed.stream().map(Rig.Heard::index)).containsExactly(1L, 2L, 3L);
        assertThat(rig.damages.stream().map(Damage::kind)).containsExactly(Kind.BATCHES, Kind.TAIL);
        assertThat(rig.damages.getLast().possible()).isEqualTo(3);
    }

    @Test
    void norIsWhatIsLeftOfABatchTakenThen() throws Exception {
        Rig rig = rig(false);
        fill(rig, rig.start(0));
        byte[] bytes = rig.disk.bytes(FILE);
        bytes[4096 + 3] ^= 1; // headers of two batches
        bytes[8192 + 3] ^= 1;
        rig.disk.set(FILE, bytes);
        Rig other = new Rig(rig.disk.copy(), Rig.SMALL);
        other.recover(0);
        assertThat(other.replayed).hasSizeGreaterThan(3);
        rig.restart();
        rig.codec = new TestCipher(42);
        rig.options = rig.options.withSealedFrom(4096);
        rig.recover(0);
        assertThat(rig.replayed.stream().map(Rig.Heard::index)).containsExactly(1L, 2L, 3L);
        assertThat(rig.damages).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsErasedIsNowhereAndTheRestIsThere(boolean sealed) throws Exception {
        Rig rig = rig(sealed);
        Journal journal = rig.start(0);
        List<Long> lsns = fill(rig, journal);
        for (int at : new int[] {0, 4, 8, 4}) {
            String text = "secret-" + (at + 1) + "-of-this-test";
            assertThat(rig.erase(journal, lsns.get(at), text)).isEmpty();
        }
        for (int i = 1; i <= 9; i++) {
            assertThat(holds(rig.disk, "secret-" + i)).isEqualTo(!sealed && i % 4 != 1);
        }
        Rig.append(journal, 1, 10, "more");
        rig.lanes.run();
        rig.disk.crash(new Random(1)); // it was synced
        rig.restart();
        rig.recover(0);
        assertThat(rig.damages).isEmpty();
        assertThat(rig.replayed.stream().map(Rig.Heard::index)).containsExactly(2L, 3L, 4L, 6L, 7L, 8L, 10L);
        assertThat(rig.erased.stream().map(Rig.Heard::index)).containsExactly(1L, 5L, 9L);
        assertThat(rig.erased).allMatch(each -> each.text().equals("\0".repeat(21)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLossOfPowerWhileErasingCostsNothingElse(boolean sealed) throws Exception {
        boolean lost = true;
        for (int at = 1; lost; at++) {
            Rig rig = rig(sealed);
            Journal journal = rig.start(0);
            List<Long> lsns = new ArrayList<>();
            for (int i = 1; i <= 9; i++) {
                lsns.add(Rig.append(journal, 1, i, Rig.text(1, i, 1500))); // so that the batch has many sectors
            }
            rig.lanes.run();
            rig.disk.operations = 0;
            rig.disk.powerLossAt = at;
            lost = false;
            try {
                assertThat(rig.erase(journal, lsns.get(4), Rig.text(1, 5, 1500)))
                        .isEmpty();
            } catch (FaultyDisk.PowerLoss e) {
                lost = true;
            }
            rig.disk.crash(new Random(at));
            rig.restart();
            rig.recover(0);
            assertThat(rig.damages).as("power lost at %d", at).isEmpty();
            assertThat(rig.replayed.size() + rig.erased.size()).isEqualTo(9);
            if (!lost) {
                assertThat(rig.erased).hasSize(1);
            }
        }
    }

    @Test
    void erasingFindsWhatIsLeftInFilesThatWereCut() throws Exception {
        Rig rig = rig(false);
        Journal journal = rig.start(0);
        rig.lanes.run();
        List<Long> lsns = fill(rig, journal);
        for (int i = 10; i <= 24; i++) {
            lsns.add(Rig.append(journal, 1, i, Rig.text(1, i, 3000)));
            rig.lanes.run();
        }
        journal.cut(journal.durable());
        rig.lanes.run();
        assertThat(journal.used()).isEqualTo(64 << 10);
        assertThat(holds(rig.disk, "secret-5")).isTrue();
        assertThat(rig.erase(journal, lsns.get(4), "secret-5-of-this-test")).isEmpty();
        assertThat(holds(rig.disk, "secret-5")).isFalse();

        rig.restart();
        journal = rig.start(journal.durable());
        assertThat(rig.damages).isEmpty();
        assertThat(rig.erase(journal, lsns.get(1), "secret-2-of-this-test")).isEmpty(); // after a start as well
        Rig.append(journal, 1, 25, "more");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).endsWith("more");
    }

    @Test
    void erasingSaysWhenItCannot() throws Exception {
        Rig rig = rig(false);
        Journal journal = rig.start(0);
        List<Long> lsns = fill(rig, journal);
        rig.disk.fault =
                (operation, name) -> operation.equals("write") && name.equals(FILE) ? "Input/output error" : null;
        assertThat(rig.erase(journal, lsns.get(4), "secret-5-of-this-test"))
                .isEqualTo("the journal cannot be overwritten: Input/output error");
        Rig.append(journal, 1, 10, "goes to another file");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).endsWith("goes to another file");
        assertThat(rig.events).containsExactly("sealed 0000000000000000.jrn at 12288: Input/output error");
        rig.disk.fault = (operation, name) -> null;
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed.size() + rig.erased.size()).isEqualTo(10);
        assertThat(rig.damages).isEmpty();
    }
}
