package io.midge.store.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.index.SequenceSet;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Room comes back, and at any moment the power may go. */
class CompactionTest {
    private static final int COUNT = 200;
    private static final String SECRET = "the secret of message ";

    static Stream<BlockCodec> codecs() {
        return Stream.of(BlockCodec.NONE, new XorBlocks());
    }

    private static String payload(long seq) {
        return SECRET + seq + "x".repeat(seq % 20 == 0 ? 400 : 10);
    }

    private static String text(long seq) {
        return "a." + seq % 7 + "||" + payload(seq);
    }

    /** Much of it is deleted, and all of it was in a checkpoint. */
    private static Rig thinned(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        for (int i = 1; i <= COUNT; i++) {
            rig.append(i, 1000L * i, "a." + i % 7, payload(i));
            if (i % 50 == 0) {
                rig.other(OpType.CONFIG, 0, "config " + i);
                rig.log.seal();
            }
        }
        rig.delete(3, 140);
        rig.delete(150, 155);
        rig.log.seal();
        rig.append(COUNT + 1, 1, "a.5", payload(COUNT + 1));
        rig.checkpoint();
        return rig;
    }

    private static boolean lives(long seq) {
        return (seq >= 1 && seq < 3) || (seq > 140 && seq < 150) || (seq > 155 && seq <= COUNT + 1);
    }

    private static void check(Rig rig) throws IOException {
        for (long seq = 0; seq <= COUNT + 2; seq++) {
            assertThat(rig.read(seq)).as("message " + seq).isEqualTo(lives(seq) ? text(seq) : null);
        }
        assertThat(rig.damage).isEmpty();
        assertThat(rig.log.lastSequence()).isEqualTo(COUNT + 1);
        assertThat(rig.log.count(1, io.midge.store.index.SubjectFilter.all(rig.index)))
                .isEqualTo(57);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsDeadGoesAndItsDeletionWithIt(BlockCodec codec) throws IOException {
        Rig rig = thinned(codec);
        long before = rig.log.used();
        while (rig.log.compact(1 << 20)) {
            check(rig);
        }
        assertThat(rig.log.used()).isLessThan(before / 2);
        rig.checkpoint();
        rig.reopen();
        check(rig);
        assertThat(rig.heard).containsExactly(OpType.CONFIG);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void powerMayGoAtAnyStepOfIt(BlockCodec codec) throws IOException {
        Rig whole = thinned(codec);
        int from = whole.disk.changes;
        while (whole.log.compact(1 << 20)) {
            assertThat(whole.damage).isEmpty();
        }
        int to = whole.disk.changes;
        assertThat(to - from).isGreaterThan(10);
        for (int at = from; at < to; at++) {
            Rig rig = thinned(codec);
            rig.disk.crashAt = at;
            boolean crashed = false;
            try {
                while (rig.log.compact(1 << 20)) {
                    assertThat(rig.damage).isEmpty();
                }
            } catch (CrashDisk.Crash e) {
                crashed = true;
            }
            assertThat(crashed).isTrue();
            for (boolean lost : new boolean[] {true, false}) {
                Rig again = new Rig(rig.disk.after(lost), codec, rig.mark);
                check(again);
                assertThat(again.disk.files()).noneMatch(name -> name.endsWith(Compaction.NEW));
                while (again.log.compact(1 << 20)) {
                    assertThat(again.damage).isEmpty();
                }
                check(again);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsErasedIsNowhereOnTheDisk(BlockCodec codec) throws IOException {
        for (long seq : new long[] {20, 100, 197}) {
            Rig rig = new Rig(codec);
            for (int i = 1; i <= COUNT; i++) {
                rig.append(i, 1000L * i, "a." + i % 7, payload(i));
            }
            rig.checkpoint();
            rig.delete(seq, seq);
            CrashDisk then = rig.disk;
            boolean done = rig.erase(seq);
            if (!done) {
                rig.checkpoint();
                assertThat(rig.erase(seq)).isTrue();
            }
            assertThat(rig.read(seq)).isNull();
            assertThat(rig.read(seq + 1)).isEqualTo(text(seq + 1));
            assertThat(rig.read(seq - 1)).isEqualTo(text(seq - 1));
            for (String file : then.files()) {
                assertThat(new String(then.bytes(file), UTF_8)).doesNotContain(payload(seq));
            }
            assertThat(rig.erase(seq)).isTrue();
            rig.checkpoint();
            rig.reopen();
            assertThat(rig.read(seq)).isNull();
            assertThat(rig.damage).isEmpty();
        }
    }

    @Test
    void powerMayGoAtAnyStepOfErasing() throws IOException {
        for (int at = 0; ; at++) {
            Rig rig = thinned(BlockCodec.NONE);
            rig.delete(160, 160);
            rig.checkpoint();
            rig.disk.crashAt = rig.disk.changes + at;
            try {
                assertThat(rig.erase(160)).isTrue();
                return;
            } catch (CrashDisk.Crash e) {
                for (boolean lost : new boolean[] {true, false}) {
                    Rig again = new Rig(rig.disk.after(lost), BlockCodec.NONE, rig.mark);
                    TreeMap<Long, String> read = new TreeMap<>();
                    for (long seq = 1; seq <= COUNT + 1; seq++) {
                        @Nullable String text = again.read(seq);
                        if (text != null) {
                            read.put(seq, text);
                        }
                    }
                    assertThat(read).hasSize(56).doesNotContainKey(160L);
                    assertThat(again.damage).isEmpty();
                    assertThat(again.erase(160)).isTrue();
                }
            }
        }
    }

    private static void isNowhere(CrashDisk disk, String text) {
        for (String file : disk.files()) {
            assertThat(new String(disk.bytes(file), UTF_8)).as(file).doesNotContain(text);
        }
        for (byte[] each : disk.unnamed()) {
            assertThat(new String(each, UTF_8)).doesNotContain(text);
        }
    }

    // A file that lost its name with the bytes in it cannot be found again.
    @Test
    void noFileLosesItsNameBeforeItWasOverwritten() throws IOException {
        for (int at = 0; ; at++) {
            Rig rig = thinned(BlockCodec.NONE);
            rig.delete(160, 160);
            rig.checkpoint();
            rig.disk.crashAt = rig.disk.changes + at;
            boolean crashed = false;
            try {
                assertThat(rig.erase(160)).isTrue();
                isNowhere(rig.disk, payload(160));
            } catch (CrashDisk.Crash e) {
                crashed = true;
            }
            for (boolean lost : new boolean[] {true, false}) {
                Rig again = new Rig(rig.disk.after(lost), BlockCodec.NONE, rig.mark);
                assertThat(again.erase(160)).isTrue();
                isNowhere(again.disk, payload(160));
                assertThat(again.read(159)).isEqualTo(text(159));
                assertThat(again.damage).isEmpty();
                assertThat(again.disk.files()).noneMatch(name -> name.endsWith(Leftovers.OLD));
            }
            if (!crashed) {
                return;
            }
        }
    }

    // A start that nobody asks to erase anything overwrites it when it has time.
    @Test
    void whatWasNotOverwrittenIsWhenThereIsTime() throws IOException {
        int found = 0;
        for (int at = 0; ; at++) {
            Rig rig = thinned(BlockCodec.NONE);
            rig.delete(160, 160);
            rig.checkpoint();
            rig.disk.crashAt = rig.disk.changes + at;
            try {
                rig.erase(160);
                break;
            } catch (CrashDisk.Crash e) {
                Rig again = new Rig(rig.disk.after(true), BlockCodec.NONE, rig.mark);
                if (again.disk.files().stream().anyMatch(name -> name.endsWith(Leftovers.OLD))) {
                    found++;
                    while (again.log.compact(1 << 20)) {
                        assertThat(again.damage).isEmpty();
                    }
                    isNowhere(again.disk, payload(160));
                }
            }
        }
        assertThat(found).isGreaterThan(1);
    }

    @Test
    void allOfASegmentGoesAtOnceAndNoStepDoesMuch() throws IOException {
        Rig rig = new Rig();
        rig.options = new LogOptions(1024, 8192, 512, 8192, 16 << 20);
        rig.reopen();
        for (int i = 1; i <= COUNT; i++) {
            rig.append(i, i, "s", i == 60 ? "big".repeat(1 << 20) : payload(i));
        }
        rig.delete(11, 100);
        rig.checkpoint();
        SequenceSet seqs = new SequenceSet();
        seqs.add(11, 100);
        int segments = rig.disk.files().size();
        Erasing erasing = rig.log.erasing(seqs);
        while (erasing.look() == Erasing.Step.MORE) {
            assertThat(rig.disk.written).isPositive();
        }
        rig.checkpoint();
        int files = rig.disk.tries();
        Erasing.Step step = Erasing.Step.MORE;
        int steps = 0;
        while (step == Erasing.Step.MORE) {
            long before = rig.disk.written;
            int changes = rig.disk.changes;
            step = erasing.step();
            assertThat(rig.disk.written - before).isLessThanOrEqualTo(1 << 20);
            assertThat(rig.disk.changes - changes).isLessThan(40);
            steps++;
        }
        assertThat(step).isEqualTo(Erasing.Step.DONE);
        assertThat(steps).isGreaterThan(6).isLessThan(8 * segments);
        assertThat(rig.disk.tries() - files).isLessThan(60 * segments);
        for (int i = 11; i <= 100; i++) {
            isNowhere(rig.disk, payload(i) + "\0");
        }
        isNowhere(rig.disk, "bigbig");
        assertThat(rig.read(101)).isEqualTo("s||" + payload(101));
    }

    // The others give back their room all the same.
    @Test
    void onlyWhatHoldsErasedMessagesIsSpared() throws IOException {
        Rig rig = thinned(BlockCodec.NONE);
        rig.log.spares((from, to) -> from <= 20 && to >= 20);
        long before = rig.log.used();
        while (rig.log.compact(1 << 20)) {
            assertThat(rig.damage).isEmpty();
        }
        assertThat(rig.log.used()).isLessThan(before);
        assertThat(rig.disk.files().stream().anyMatch(name -> bytes(rig, name).contains(payload(99))))
                .isFalse();
        assertThat(rig.disk.files().stream().anyMatch(name -> bytes(rig, name).contains(payload(20))))
                .isTrue();
        check(rig);
        rig.log.spares((from, to) -> false);
        for (int n = 0; n < 3; n++) { // large payloads stay until a checkpoint is behind them
            while (rig.log.compact(1 << 20)) {
                assertThat(rig.damage).isEmpty();
            }
            rig.checkpoint();
        }
        assertThat(rig.disk.files().stream().anyMatch(name -> bytes(rig, name).contains(payload(20))))
                .isFalse();
        check(rig);
    }

    private static String bytes(Rig rig, String name) {
        return new String(rig.disk.bytes(name), UTF_8);
    }

    @Test
    void smallNeighboursBecomeOne() throws IOException {
        Rig rig = new Rig();
        for (int i = 1; i <= 40; i++) {
            rig.append(i, i, "s", "small");
            if (i % 4 == 0) {
                rig.log.seal();
            }
        }
        rig.checkpoint();
        int before = rig.disk.files().size();
        while (rig.log.compact(1 << 20)) {
            assertThat(rig.damage).isEmpty();
        }
        assertThat(rig.disk.files()).hasSizeLessThan(before / 2);
        rig.reopen();
        for (int i = 1; i <= 40; i++) {
            assertThat(rig.read(i)).isEqualTo("s||small");
        }
    }

    @Test
    void filesOfLargePayloadsGoWhenMostOfThemIsDead() throws IOException {
        Rig rig = new Rig();
        for (int i = 1; i <= 60; i++) {
            rig.append(i, i, "big", Integer.toString(i) + "y".repeat(500));
        }
        rig.log.seal();
        rig.checkpoint();
        for (int i = 1; i <= 60; i++) {
            if (i % 6 != 0) {
                rig.delete(i, i);
            }
        }
        rig.log.seal();
        rig.checkpoint();
        long before = rig.log.used();
        for (int round = 0; round < 4; round++) {
            while (rig.log.compact(1 << 20)) {
                assertThat(rig.damage).isEmpty();
            }
            rig.checkpoint();
        }
        assertThat(rig.log.used()).isLessThan(before / 2);
        rig.reopen();
        for (int i = 1; i <= 60; i++) {
            assertThat(rig.read(i)).isEqualTo(i % 6 != 0 ? null : "big||" + i + "y".repeat(500));
        }
        assertThat(rig.damage).isEmpty();
    }

    @Test
    void aFooterThatIsDamagedIsMadeAgain() throws IOException {
        Rig rig = thinned(BlockCodec.NONE);
        rig.log.close();
        String file = rig.disk.files().getFirst();
        byte[] bytes = rig.disk.bytes(file);
        bytes[bytes.length - 30] ^= 1;
        rig.disk.bytes(file, bytes);
        rig.reopen();
        assertThat(rig.damage).hasSize(1);
        assertThat(rig.disk.bytes(file)).isEqualTo(bytes);
        while (rig.log.compact(1 << 20)) {
            assertThat(rig.damage).hasSize(1);
        }
        rig.damage.clear();
        rig.reopen();
        check(rig);
    }

    private static int at(Rig rig, String file) {
        return new String(rig.disk.bytes(file), ISO_8859_1).indexOf(SECRET + 145);
    }

    @Test
    void whatCannotBeReadIsLeftForSomebodyWhoMaySaveIt() throws IOException {
        Rig rig = thinned(BlockCodec.NONE);
        rig.log.close();
        String file = rig.disk.files().stream()
                .filter(each -> at(rig, each) >= 0)
                .findFirst()
                .orElseThrow();
        byte[] bytes = rig.disk.bytes(file);
        bytes[at(rig, file)] ^= 1;
        rig.disk.bytes(file, bytes);
        rig.reopen();
        while (rig.log.compact(1 << 20)) {
            assertThat(rig.read(145)).isNull();
        }
        assertThat(rig.disk.bytes(file)).isEqualTo(bytes);
        assertThat(rig.damage).anyMatch(each -> each.fromSeq() == 145 && each.toSeq() == 145);
        assertThat(rig.read(146)).isEqualTo(text(146));
    }
}
