package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is damaged is noticed and told with what it cost, and everything else is served. */
class DamageTest {
    private static final int COUNT = 60;

    static Stream<BlockCodec> codecs() {
        return Stream.of(BlockCodec.NONE, new XorBlocks());
    }

    private static String text(long seq) {
        return "a." + seq % 5 + "||" + "payload".repeat((int) (seq % 3)) + seq;
    }

    /** Some segments, the last of which is sealed or not. */
    private static Rig filled(BlockCodec codec, boolean sealed) throws IOException {
        Rig rig = new Rig(codec);
        for (int i = 1; i <= COUNT; i++) {
            rig.append(i, 1000L * i, "a." + i % 5, text(i).substring(5));
            if (i == 20) {
                rig.other(OpType.CONFIG, 0, "config");
            }
        }
        if (sealed) {
            rig.log.seal();
        }
        rig.checkpoint();
        rig.log.close();
        return rig;
    }

    private record Seen(List<Damage> damage, TreeSet<Long> lost) {}

    /** Opens, reads and scrubs; what it says is checked against what can be read. */
    private static Seen look(CrashDisk disk, BlockCodec codec, @Nullable Mark mark) throws IOException {
        Rig rig = new Rig(disk, codec, mark);
        TreeSet<Long> lost = new TreeSet<>();
        for (long left = 1; left > 0; ) {
            left = rig.log.scrub(4096);
        }
        for (long seq = 1; seq <= COUNT; seq++) {
            String read = rig.read(seq);
            if (read == null) {
                lost.add(seq);
            } else {
                assertThat(read).isEqualTo(text(seq));
            }
        }
        StoredMessage message = new StoredMessage();
        List<Long> walked = new ArrayList<>();
        SubjectFilter all = SubjectFilter.all(rig.index);
        for (long seq = rig.log.next(0, all, message); seq >= 0; seq = rig.log.next(seq + 1, all, message)) {
            walked.add(seq);
            assertThat(Rig.text(message)).isEqualTo(text(seq));
        }
        assertThat(walked).hasSize(COUNT - lost.size()).noneMatch(lost::contains);
        List<Long> back = new ArrayList<>();
        for (long seq = rig.log.previous(COUNT + 5, all, message);
                seq >= 0;
                seq = rig.log.previous(seq - 1, all, message)) {
            back.addFirst(seq);
        }
        assertThat(back).isEqualTo(walked);
        for (Long seq : lost) {
            assertThat(rig.damage)
                    .as("who is to blame for " + seq)
                    .anyMatch(each -> each.fromSeq() <= seq && each.toSeq() >= seq);
        }
        int before = rig.damage.size();
        for (long seq = 1; seq <= COUNT; seq++) {
            assertThat(rig.read(seq) == null).isEqualTo(lost.contains(seq));
        }
        assertThat(rig.damage).as("told once").hasSize(before);
        assertThat(rig.log.lastSequence()).isEqualTo(COUNT);
        rig.append(COUNT + 1, 1, "new", "x");
        assertThat(rig.read(COUNT + 1)).isEqualTo("new||x");
        rig.log.close();
        return new Seen(List.copyOf(rig.damage), lost);
    }

    private static int mostLost(BlockCodec codec) {
        return codec == BlockCodec.NONE ? 1 : 12;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void nothingIsWrongWithWhatWasWritten(BlockCodec codec) throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            Rig rig = filled(codec, sealed);
            assertThat(look(rig.disk.after(true), codec, rig.mark).damage()).isEmpty();
            assertThat(look(rig.disk.after(true), codec, null).damage()).isEmpty();
        }
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("codecs")
    void anyBitThatFlipsIsToldAndCostsOneUnit(BlockCodec codec) throws IOException {
        flip(codec, 1);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aBitThatFlipsIsToldAndCostsOneUnit(BlockCodec codec) throws IOException {
        flip(codec, 29);
    }

    private static void flip(BlockCodec codec, int step) throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            Rig rig = filled(codec, sealed);
            for (String file : rig.disk.files()) {
                byte[] good = rig.disk.bytes(file);
                for (int at = 0; at < good.length; at += step) {
                    byte[] bad = good.clone();
                    bad[at] ^= (byte) (1 << at % 8);
                    CrashDisk disk = rig.disk.after(true);
                    disk.bytes(file, bad);
                    Seen seen = look(disk, codec, rig.mark);
                    assertThat(seen.lost()).as(file + " at " + at).hasSizeLessThanOrEqualTo(mostLost(codec));
                    if (isCovered(rig, file, good, at)) {
                        assertThat(seen.damage()).as(file + " at " + at).isNotEmpty();
                    }
                    assertThat(disk.bytes(file)).as("left alone").startsWith(bad);
                }
            }
        }
    }

    /** Zeros behind frames, in a file that no footer speaks of yet, mean nothing. */
    private static boolean isCovered(Rig rig, String file, byte[] good, int at) {
        if (rig.mark == null
                || rig.mark.length() == 0
                || !file.endsWith(Long.toHexString(rig.mark.segment()) + ".seg")) {
            return true;
        }
        int frame = SegmentHeader.SIZE;
        while (frame + OpFrame.padded(OpFrame.claimedLength(good, frame)) <= at) {
            frame += OpFrame.padded(OpFrame.claimedLength(good, frame));
        }
        return at < SegmentHeader.SIZE || at < frame + OpFrame.claimedLength(good, frame);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("codecs")
    void anyLengthToWhichAFileIsCutIsTold(BlockCodec codec) throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            Rig rig = filled(codec, sealed);
            for (String file : rig.disk.files()) {
                byte[] good = rig.disk.bytes(file);
                for (int length = 0; length < good.length; length++) {
                    CrashDisk disk = rig.disk.after(true);
                    disk.bytes(file, Arrays.copyOf(good, length));
                    Seen seen = look(disk, codec, rig.mark);
                    assertThat(seen.damage()).as(file + " cut to " + length).isNotEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aMissingFileThatWasWrittenIsTold(BlockCodec codec) throws IOException {
        Rig rig = filled(codec, false);
        CrashDisk disk = rig.disk.after(true);
        disk.delete(Opening.name(Rig.DIR, Objects.requireNonNull(rig.mark).segment()));
        assertThat(look(disk, codec, rig.mark).lost()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void pagesOfZerosAndOfElsewhereAreTold(BlockCodec codec) throws IOException {
        int unit = 64;
        for (boolean sealed : new boolean[] {true, false}) {
            Rig rig = filled(codec, sealed);
            for (String file : rig.disk.files()) {
                byte[] good = rig.disk.bytes(file);
                for (int at = 0; at + unit <= good.length; at += unit) {
                    byte[] bad = good.clone();
                    Arrays.fill(bad, at, at + unit, (byte) 0);
                    expectDamage(rig, file, bad, good, codec);
                    int other = at * 7 % (good.length - unit) / unit * unit;
                    System.arraycopy(good, other, bad, at, unit);
                    expectDamage(rig, file, bad, good, codec);
                    System.arraycopy(good, at, bad, other, unit);
                    expectDamage(rig, file, bad, good, codec);
                }
            }
        }
    }

    private static void expectDamage(Rig rig, String file, byte[] bad, byte[] good, BlockCodec codec)
            throws IOException {
        CrashDisk disk = rig.disk.after(true);
        disk.bytes(file, bad);
        Seen seen = look(disk, codec, rig.mark);
        int differs = Arrays.mismatch(bad, good);
        if (differs >= 0 && isCovered(rig, file, good, differs)) {
            assertThat(seen.damage()).isNotEmpty();
        }
    }

    /** Frames of 64 bytes are whole wherever they lie: only the page's checksum knows. */
    @Test
    void aPageOfAnotherTimeIsFoundThoughAllInItIsWhole() throws IOException {
        Rig then = new Rig();
        Rig now = new Rig();
        for (int i = 1; i <= COUNT; i++) {
            then.append(i, i, "s", String.format("%023d", i));
            now.append(i, i, "s", String.format("%023d", 1000 + i));
        }
        then.log.seal();
        now.log.seal();
        now.checkpoint();
        now.log.close();
        String file = now.disk.files().getLast();
        byte[] stale = then.disk.bytes(file);
        byte[] bytes = now.disk.bytes(file);
        System.arraycopy(stale, 128, bytes, 128, 64);
        now.disk.bytes(file, bytes);
        now.reopen();
        assertThat(now.damage).isEmpty();
        now.log.scrub(1 << 20);
        assertThat(now.damage).isNotEmpty();
        for (int i = 1; i <= COUNT; i++) {
            String read = now.read(i);
            assertThat(read == null || read.endsWith(Integer.toString(1000 + i)))
                    .isTrue();
        }
        assertThat(now.read(1)).isNotNull();
    }
}
