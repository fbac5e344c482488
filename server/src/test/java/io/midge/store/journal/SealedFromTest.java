package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A journal that is encrypted takes nothing for its own that is not. */
class SealedFromTest {
    /** Three batches of one entry, none of which is encrypted. */
    private static FaultyDisk plain() throws Exception {
        Rig rig = Rig.small();
        Journal journal = rig.start(0);
        for (int i = 1; i <= 3; i++) {
            Rig.append(journal, 1, i, "text " + i);
            rig.lanes.run();
        }
        return rig.disk;
    }

    private static Rig opened(FaultyDisk disk, long sealedFrom) throws Exception {
        Rig rig = new Rig(disk, Rig.SMALL.withSealedFrom(sealedFrom));
        rig.codec = new TestCipher(42);
        rig.recover(0);
        return rig;
    }

    @Test
    void whatWasWrittenBeforeThereWasAKeyIsRead() throws Exception {
        Rig rig = opened(plain(), Long.MAX_VALUE);
        assertThat(rig.replayedTexts(1)).containsExactly("text 1", "text 2", "text 3");
        long end = rig.recovery().end();
        rig = opened(rig.disk, end);
        assertThat(rig.replayedTexts(1)).hasSize(3);
        assertThat(rig.damages).isEmpty();
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 4, "hidden");
        rig.lanes.run();
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).hasSize(4).endsWith("hidden");
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void whatStandsBehindThatIsDamage() throws Exception {
        Rig all = opened(plain(), 0);
        assertThat(all.replayed).isEmpty();
        assertThat(all.damages).isNotEmpty();
        Rig some = opened(plain(), 8192);
        assertThat(some.replayedTexts(1)).containsExactly("text 1", "text 2");
        assertThat(some.damages).isNotEmpty();
    }

    /** Each page of a journal that is encrypted is broken: it goes on, and what is written then is read. */
    @Test
    void itGoesOnBehindWhateverIsBroken() throws Exception {
        for (int page = 0; page < 3; page++) {
            Rig rig = opened(new FaultyDisk(), 0);
            Journal journal = rig.start(0);
            for (int i = 1; i <= 3; i++) {
                Rig.append(journal, 1, i, "text " + i);
                rig.lanes.run();
            }
            String file = rig.files().getFirst();
            byte[] bytes = rig.disk.bytes(file);
            bytes[page * 4096 + 70] ^= 1;
            bytes[page * 4096 + 20] ^= (byte) (page == 2 ? 1 : 0);
            rig.disk.set(file, bytes);
            rig.restart();
            rig.replayed.clear();
            journal = rig.start(0);
            int read = rig.replayed.size();
            assertThat(read).isEqualTo(2);
            Rig.append(journal, 1, 4, "later");
            rig.lanes.run();
            rig.restart();
            rig.recover(0);
            assertThat(rig.replayedTexts(1)).as("page " + page).hasSize(3).endsWith("later");
        }
    }
}
