package io.midge.store.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.StoreCipher;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import io.midge.store.seal.BlockCodecs;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What giving back room costs at a time, and that it comes to an end. */
class RoomTest {
    private static final long BUDGET = 1 << 20;

    /** Gives back room until there is none to be given back; in how many steps. */
    private static int compact(Rig rig, long budget) throws IOException {
        int steps = 0;
        while (rig.log.compact(budget)) {
            assertThat(++steps).as("it comes to an end").isLessThan(20_000);
        }
        return steps;
    }

    private static String text(Rig rig, long seq) throws IOException {
        String read = rig.read(seq);
        return read == null ? "" : read;
    }

    @Test
    void segmentsOfAnySizeAreWrittenAgain() throws IOException {
        Rig rig = new Rig(new LogOptions(4 << 20, 8 << 20, 64 << 10, 16 << 10, 256L << 20));
        String payload = "x".repeat(8 << 10);
        int count = 2000;
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, "s", i + payload);
        }
        rig.log.seal();
        rig.checkpoint();
        for (int i = 1; i <= count; i++) {
            if (i % 10 != 0) {
                rig.delete(i, i);
            }
        }
        rig.log.seal();
        rig.checkpoint();
        long before = rig.log.used();
        compact(rig, BUDGET);
        assertThat(rig.log.used()).isLessThan(before / 5);
        for (int i = 10; i <= count; i += 10) {
            assertThat(text(rig, i)).isEqualTo("s||" + i + payload);
        }
    }

    private static byte[] payload(int seq, int size) {
        byte[] bytes = new byte[size];
        new Random(seq).nextBytes(bytes);
        return bytes;
    }

    /** Payloads of two sizes in files of four of them, and the last one in a file of its own. */
    private static Rig larges(int count, int size) throws IOException {
        Rig rig = new Rig(new LogOptions(1 << 20, 8 << 20, 64 << 10, 1 << 10, 4L * (size + 64)));
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, 0, 0, "big", "", payload(i, size));
        }
        rig.log.seal();
        rig.checkpoint();
        return rig;
    }

    private static void deleteAllBut(Rig rig, int count, int every) throws IOException {
        for (int i = 1; i <= count; i++) {
            if (i % every != 0) {
                rig.delete(i, i);
            }
        }
        rig.log.seal();
        rig.checkpoint();
    }

    private static void areThere(Rig rig, int count, int every, int size, int but) throws IOException {
        StoredMessage message = new StoredMessage();
        for (int i = every; i <= count; i += every) {
            assertThat(rig.log.read(i, message)).as("message " + i).isEqualTo(i != but);
            if (i != but) {
                assertThat(message.payload).startsWith(prefix(message)).hasSizeGreaterThanOrEqualTo(size);
                byte[] read = new byte[size];
                System.arraycopy(message.payload, message.payloadOffset, read, 0, size);
                assertThat(read).isEqualTo(payload(i, size));
            }
        }
    }

    private static byte[] prefix(StoredMessage message) {
        return new String(message.subject, 0, message.subjectLength, ISO_8859_1).getBytes(ISO_8859_1);
    }

    @Test
    void aPayloadAboveAnyBudgetIsMovedToo() throws IOException {
        int size = 3 << 20;
        Rig rig = larges(16, size);
        deleteAllBut(rig, 16, 4);
        long before = rig.log.used();
        for (int round = 0; round < 4; round++) {
            compact(rig, BUDGET);
            rig.checkpoint();
        }
        assertThat(rig.log.used()).isLessThan(before / 2);
        areThere(rig, 16, 4, size, 0);
        rig.reopen();
        areThere(rig, 16, 4, size, 0);
        assertThat(rig.damage).isEmpty();
    }

    @Test
    void whatIsFoundDamagedWhileRoomIsCountedIsCountedAsItIsThen() throws IOException {
        int count = 8;
        int size = 2000;
        Rig rig = larges(count, size);
        deleteAllBut(rig, count, 4);
        rig.log.close();
        String file = rig.disk.files().stream()
                .filter(each -> each.endsWith(".seg"))
                .findFirst()
                .orElseThrow();
        byte[] whole = rig.disk.bytes(file);
        for (int at = new String(whole, ISO_8859_1).lastIndexOf("big"); at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[SegmentHeader.SIZE + 8] ^= 1;
            bytes[at] ^= 1;
            CrashDisk disk = rig.disk.after(true);
            disk.bytes(file, bytes);
            Rig again = new Rig(disk, BlockCodec.NONE, rig.mark);
            again.checkpoint();
            compact(again, BUDGET);
            areThere(again, count, count, size, 0);
            again.log.close();
        }
    }

    @Test
    void payloadsAreMovedAFewAtATime() throws IOException {
        int size = 40_000;
        Rig rig = new Rig(new LogOptions(1 << 20, 8 << 20, 64 << 10, 1 << 10, 64L * size));
        int count = 400;
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, 0, 0, "big", "", payload(i, size));
        }
        rig.log.seal();
        rig.checkpoint();
        deleteAllBut(rig, count, 4);
        long budget = 4L * size;
        long most = 0;
        for (int round = 0; round < 4; round++) {
            long before = rig.disk.read;
            while (rig.log.compact(budget)) {
                most = Math.max(most, rig.disk.read - before);
                before = rig.disk.read;
            }
            rig.checkpoint();
        }
        assertThat(most).as("read in one step").isLessThan(3 * budget);
        assertThat(rig.log.used()).isLessThan(3L * count / 4 * size);
        areThere(rig, count, 4, size, 0);
    }

    @Test
    void aPayloadThatIsDamagedDoesNotKeepItGoingForEver() throws IOException {
        int size = 5000;
        Rig rig = larges(16, size);
        deleteAllBut(rig, 16, 4);
        String file = Rig.DIR + "/2.big";
        byte[] bytes = rig.disk.bytes(file);
        bytes[bytes.length - 100] ^= 1; // of message 8
        rig.disk.bytes(file, bytes);
        for (int round = 0; round < 4; round++) {
            compact(rig, BUDGET);
            rig.checkpoint();
        }
        assertThat(rig.disk.files()).as("nobody else has it").contains(file);
        areThere(rig, 16, 4, size, 8);
        compact(rig, BUDGET);
        rig.reopen();
        compact(rig, BUDGET);
        areThere(rig, 16, 4, size, 8);
    }

    @Test
    void whatIsErasedWhileItIsMovedIsNowhere() throws IOException {
        int size = 5000;
        Rig rig = larges(16, size);
        deleteAllBut(rig, 16, 4);
        while (rig.disk.files().stream().noneMatch(each -> holds(rig, each, 4) && !each.endsWith("/1.big"))) {
            assertThat(rig.log.compact(size)).isTrue();
        }
        rig.delete(4, 4);
        rig.checkpoint();
        assertThat(rig.erase(4)).isTrue();
        assertThat(rig.disk.files()).noneMatch(each -> holds(rig, each, 4));
        compact(rig, BUDGET);
        assertThat(rig.disk.files()).noneMatch(each -> holds(rig, each, 4));
        areThere(rig, 16, 4, size, 4);
    }

    private static boolean holds(Rig rig, String file, int seq) {
        String secret = new String(payload(seq, 5000), 100, 50, ISO_8859_1);
        return new String(rig.disk.bytes(file), ISO_8859_1).contains(secret);
    }

    @Test
    void aSyncThatFailedIsToldToWhoWaitsForIt() throws IOException {
        int size = 5000;
        Rig rig = larges(16, size);
        deleteAllBut(rig, 16, 4);
        byte[] payload = payload(17, size);
        LargeRef ref = rig.log.putLarge(payload, 0, size);
        rig.disk.failsSyncOf = Rig.DIR + "/" + ref.file() + ".big";
        compact(rig, BUDGET); // which moves payloads to the same file, and syncs it
        assertThat(rig.disk.failsSyncOf).isEmpty();
        assertThatThrownBy(rig.log::syncLarge).isInstanceOf(IOException.class);
        rig.log.putLarge(payload, 0, size);
        rig.log.syncLarge();
    }

    @Test
    void aPayloadThatCouldNotBeReadIsRefused() {
        Rig rig = new Rig(LogOptions.defaults());
        byte[] payload = new byte[SegmentHeader.MAX_OPENED + 1];
        assertThatThrownBy(() -> rig.log.putLarge(payload, 0, payload.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none is longer");
        assertThat(rig.disk.files()).isEmpty();
    }

    private static Rig small() throws IOException {
        Rig rig = new Rig(new LogOptions(16 << 10, 16 << 10, 512, 4096, 1 << 20));
        rig.cacheBytes = 1 << 10;
        rig.cache = new ColumnCache(rig.cacheBytes, rig.cacheFiles);
        rig.log.close();
        rig.reopen();
        return rig;
    }

    /** A third is deleted, here and there, and so in no segment enough of it to write that again: all deletions are needed. */
    private static Rig holed(int count) throws IOException {
        Rig rig = small();
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, "k." + i % 50, "v".repeat(100) + i);
        }
        for (int i = 1; i <= count; i++) {
            int dead = 1 + (int) (i * 1237L % count);
            if (dead % 3 == 0) {
                rig.delete(dead, dead);
            }
        }
        rig.log.seal();
        rig.checkpoint();
        return rig;
    }

    /** Messages are deleted by operations of their own, in no order, so that each segment speaks of all before. */
    private static Rig scattered(int count) throws IOException {
        Rig rig = small();
        Random random = new Random(5);
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, "k." + i % 50, "v".repeat(100) + i);
            long dead = 1L + random.nextInt(i);
            if (!rig.deleted.contains(dead) && dead < i) {
                rig.delete(dead, dead);
            }
        }
        rig.log.seal();
        rig.checkpoint();
        return rig;
    }

    @Test
    void lookingAroundIsPaidForAndDoneOnce() throws IOException {
        Rig rig = holed(4000);
        long budget = 32 << 10;
        long most = 0;
        long before = rig.disk.read;
        int steps = 0;
        while (rig.log.compact(budget)) {
            assertThat(++steps).as("it comes to an end").isLessThan(20_000);
            most = Math.max(most, rig.disk.read - before);
            before = rig.disk.read;
        }
        assertThat(most)
                .as("read in one step: its allowance, what it writes again, one segment's footer")
                .isLessThan(budget + 5 * (16 << 10));
        before = rig.disk.read;
        for (int i = 0; i < 5; i++) {
            compact(rig, budget);
        }
        assertThat(rig.disk.read).as("nothing has changed").isEqualTo(before);
        rig.delete(4000, 4000);
        rig.log.seal();
        rig.checkpoint();
        compact(rig, budget);
        assertThat(rig.disk.read - before).as("one died").isLessThan(10 * (16 << 10));
        for (int i = 1; i <= 4000; i++) {
            assertThat(rig.read(i) != null).isEqualTo(!rig.deleted.contains(i));
        }
        assertThat(rig.damage).isEmpty();
    }

    @Test
    void whatAllIsDeadGoesAtOnceAndItsDeletionsFollow() throws IOException {
        Rig rig = scattered(3000);
        for (int i = 1; i <= 3000; i++) {
            if (!rig.deleted.contains(i)) {
                rig.delete(i, i);
            }
        }
        rig.log.seal();
        rig.append(3001, 1, "last", "x");
        rig.checkpoint();
        rig.log.seal();
        rig.checkpoint();
        compact(rig, BUDGET);
        assertThat(rig.disk.files()).as("one message is left").hasSizeLessThanOrEqualTo(2);
        rig.reopen();
        assertThat(rig.heard).isEmpty();
        assertThat(text(rig, 3001)).isEqualTo("last||x");
    }

    @Test
    void aConfigurationThatIsNotTheNewestKeepsNoSegment() throws IOException {
        Rig rig = new Rig();
        rig.other(OpType.CONFIG, 0, "old");
        rig.log.seal();
        rig.checkpoint();
        compact(rig, BUDGET);
        assertThat(rig.disk.files()).hasSize(1);
        rig.other(OpType.CONFIG, 0, "new");
        rig.log.seal();
        rig.checkpoint();
        rig.append(1, 1, "s", "x".repeat(200));
        rig.log.seal();
        rig.checkpoint();
        compact(rig, BUDGET);
        rig.reopen();
        assertThat(rig.heard).containsExactly(OpType.CONFIG);
    }

    @Test
    void whatShrinksInItsBlocksIsMergedUpToABound() throws IOException {
        BlockCodecs codecs = new BlockCodecs(StoreCipher.CHACHA, new Random(1));
        Rig rig = new Rig(new LogOptions(1024, 8192, 8192, 4096, 1 << 20));
        rig.codec = codecs.codec(true);
        rig.opener = flags -> codecs.codec(flags, null);
        rig.log.close();
        rig.reopen();
        int count = 900;
        for (int i = 1; i <= count; i++) {
            rig.append(i, i, "s", "y".repeat(150));
            if (i % 12 == 0) {
                rig.log.seal();
            }
        }
        rig.checkpoint();
        compact(rig, BUDGET);
        rig.log.close();
        rig.reopen();
        int most = 4 * 8192 / 200; // messages of 200 bytes, in the largest segment
        assertThat(rig.disk.files()).hasSizeBetween(count / most, count / 12 / 5);
    }

    @Test
    void aDirectoryThatCannotBeSyncedLeavesNoFileBehind() throws IOException {
        Rig rig = new Rig();
        for (int i = 1; i <= 40; i++) {
            rig.append(i, i, "s", "small");
            if (i % 4 == 0) {
                rig.log.seal();
            }
        }
        rig.append(41, 41, "s", "last");
        rig.checkpoint();
        rig.disk.failsDirectories = true;
        compact(rig, BUDGET);
        rig.disk.failsDirectories = false;
        for (int i = 1; i <= 40; i++) {
            assertThat(text(rig, i)).isEqualTo("s||small");
            rig.delete(i, i);
        }
        rig.log.seal();
        rig.checkpoint();
        rig.append(42, 42, "s", "x");
        rig.checkpoint();
        compact(rig, BUDGET);
        assertThat(rig.disk.files()).hasSizeLessThanOrEqualTo(3);
        CrashDisk after = rig.disk.after(true);
        Rig again = new Rig(after, BlockCodec.NONE, rig.mark);
        assertThat(text(again, 41)).isEqualTo("s||last");
        assertThat(again.damage).isEmpty();
    }
}
