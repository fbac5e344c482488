package io.midge.store.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sector that cannot be read, or a frame that is damaged, costs what lies in it and nothing else. */
class UnreadableTest {
    private static final int SECTOR = 512;
    private static final int COUNT = 150;

    static Stream<BlockCodec> codecs() {
        return Stream.of(BlockCodec.NONE, new XorBlocks());
    }

    private static String payload(long seq) {
        return "message " + seq + "z".repeat(40);
    }

    private static Rig filled(BlockCodec codec, boolean sealed) throws IOException {
        Rig rig = new Rig(codec);
        for (int i = 1; i <= COUNT; i++) {
            rig.append(i, i, "s." + i % 9, payload(i));
            if (i % 50 == 0) {
                rig.other(OpType.CONFIG, 0, "config");
                rig.delete(i - 10, i - 8);
            }
        }
        if (sealed) {
            rig.log.seal();
        }
        rig.checkpoint();
        rig.log.close();
        return rig;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aSectorOfASegmentDoesNotKeepItsStreamClosed(BlockCodec codec) throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            Rig rig = filled(codec, sealed);
            for (String file : rig.disk.files()) {
                int length = rig.disk.bytes(file).length;
                for (int at = 0; at < length; at += SECTOR) {
                    CrashDisk disk = rig.disk.after(true);
                    disk.unreadable(file, at, at + SECTOR);
                    Rig again = new Rig(disk, codec, rig.mark);
                    assertThat(again.damage)
                            .as(file + " at " + at)
                            .allMatch(each -> each.file().equals(file));
                    int lost = 0;
                    for (long seq = 1; seq <= COUNT; seq++) {
                        lost += again.deleted.contains(seq) || isThere(again, seq) ? 0 : 1;
                    }
                    assertThat(lost).as(file + " at " + at).isLessThanOrEqualTo(PageSums.PAGE / 50);
                    assertThat(again.log.lastSequence()).isEqualTo(COUNT);
                    again.append(COUNT + 1, 1, "new", "x");
                    again.checkpoint();
                    while (again.log.compact(1 << 20)) {
                        assertThat(again.damage).hasSizeLessThan(50);
                    }
                    assertThat(again.read(COUNT + 1)).isEqualTo("new||x");
                    again.log.close();
                }
            }
        }
    }

    private static boolean isThere(Rig rig, long seq) {
        try {
            return ("s." + seq % 9 + "||" + payload(seq)).equals(rig.read(seq));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aSectorCostsReadersWhatLiesInItOnly() throws IOException {
        Rig rig = filled(BlockCodec.NONE, true);
        rig.reopen();
        String file = rig.disk.files().getFirst();
        int length = rig.disk.bytes(file).length;
        for (int at = 64; at + 80 < length; at += 64) {
            rig.disk.unreadable(file, at, at + 8);
            rig.log.rest();
            int lost = 0;
            for (long seq = 1; seq <= COUNT; seq++) {
                lost += rig.deleted.contains(seq) || isThere(rig, seq) ? 0 : 1;
            }
            assertThat(lost).as("at " + at).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatIsDeletedAndCannotBeReadIsOutOfTheIndex() throws IOException {
        for (boolean flipped : new boolean[] {true, false}) {
            Rig rig = new Rig();
            rig.append(1, 1, "a", payload(1));
            rig.append(2, 2, "ghost", payload(2));
            rig.append(3, 3, "ghost", payload(3));
            rig.log.seal();
            rig.checkpoint();
            rig.log.close();
            String file = rig.disk.files().getFirst();
            byte[] bytes = rig.disk.bytes(file);
            int at = new String(bytes, ISO_8859_1).indexOf(payload(2));
            rig.cacheBytes = 0; // no columns are at hand
            rig.cache = new ColumnCache(0, 4);
            if (flipped) {
                bytes[at] ^= 1;
                rig.disk.bytes(file, bytes);
            } else {
                rig.disk.unreadable(file, at, at + 8);
            }
            rig.reopen();
            int ghost = rig.id("ghost");
            assertThat(rig.index.count(ghost)).isEqualTo(2);
            rig.delete(2, 2);
            assertThat(rig.index.count(ghost)).isEqualTo(1);
            rig.delete(3, 3);
            assertThat(rig.id("ghost")).as("it is no more").isNegative();
        }
    }

    @Test
    void whatAStreamThatWasOpenedAgainWritesBelongsToTheJournalFromItsBegin() throws IOException {
        Rig rig = new Rig();
        rig.append(1, 1, "a", payload(1));
        rig.append(2, 2, "a", payload(2));
        rig.lsn = 1000;
        rig.checkpoint();
        rig.reopen();
        rig.append(3, 3, "a", payload(3));
        rig.delete(1, 1);
        rig.delete(3, 3);
        for (long seq : new long[] {1, 3}) {
            SequenceSet seqs = new SequenceSet();
            seqs.add(seq, seq);
            Erasing erasing = rig.log.erasing(seqs);
            Erasing.Step step = erasing.look();
            while (step == Erasing.Step.MORE) {
                step = erasing.look();
            }
            assertThat(erasing.from()).as("not behind where it was written").isBetween(0L, 1L);
        }
    }

    @Test
    void whatIsOfAnotherTimeDoesNotBecomeGoodWhenItsNeighbourIsErased() throws IOException {
        Rig then = new Rig();
        Rig now = new Rig();
        for (int i = 1; i <= 60; i++) {
            then.append(i, i, "s", String.format("%023d", i));
            now.append(i, i, "s", String.format("%023d", 1000 + i));
        }
        then.log.seal();
        now.log.seal();
        now.checkpoint();
        now.log.close();
        String file = now.disk.files().getFirst();
        byte[] bytes = now.disk.bytes(file);
        System.arraycopy(then.disk.bytes(file), 128, bytes, 128, 64); // all of one message
        now.disk.bytes(file, bytes);
        now.reopen();
        now.log.scrub(1 << 20);
        assertThat(now.damage).isNotEmpty();
        now.delete(1, 1);
        now.checkpoint();
        assertThat(now.erase(1)).isTrue();
        for (int i = 1; i <= 60; i++) {
            String read = now.read(i);
            assertThat(read == null || read.endsWith(Integer.toString(1000 + i)))
                    .as("message " + i + " is " + read)
                    .isTrue();
        }
        now.checkpoint();
        now.reopen();
        assertThat(now.read(2)).isNull();
        assertThat(now.read(60)).endsWith("1060");
    }

    @Test
    void whatLooksLikeAFrameWithinAPayloadIsNone() throws IOException {
        Rig forger = new Rig();
        forger.append(8, 1, "forged", "never published");
        forger.log.flush();
        byte[] forged = forger.disk.bytes(forger.disk.files().getFirst());
        int length = forged.length - SegmentHeader.SIZE;
        for (int flip = 4; flip < 40; flip++) {
            if (flip >= 16 && flip < 20) {
                continue; // the checksum of the body
            }
            Rig rig = new Rig();
            rig.append(1, 1, "s", "first");
            byte[] payload = new byte[7 + 8 + length];
            System.arraycopy(forged, SegmentHeader.SIZE, payload, 7, length); // behind the subject, at a multiple of 8
            rig.append(2, 2, 0, 0, "s", "", payload);
            rig.append(9, 3, "s", "last");
            rig.checkpoint();
            rig.log.close();
            String file = rig.disk.files().getFirst();
            byte[] bytes = rig.disk.bytes(file);
            int at = new String(bytes, ISO_8859_1).indexOf("first") + 5 + 7 & -8;
            bytes[at + flip] ^= 1;
            rig.disk.bytes(file, bytes);
            rig.reopen();
            assertThat(rig.damage).as("byte " + flip).isNotEmpty();
            assertThat(rig.read(8)).as("byte " + flip).isNull();
            assertThat(rig.read(1)).isEqualTo("s||first");
            assertThat(rig.read(9)).isEqualTo("s||last");
        }
    }

    @Test
    void whatIsVerifiedMayCloseFilesMeanwhile() throws IOException {
        Rig rig = new Rig();
        rig.cacheFiles = 1;
        rig.cache = new ColumnCache(1 << 20, 1);
        rig.log.close();
        rig.reopen();
        for (int i = 1; i <= 60; i++) {
            rig.append(i, i, "s", "p".repeat(i % 2 == 0 ? 300 : 200));
        }
        rig.log.seal();
        rig.checkpoint();
        rig.log.close();
        String file = rig.disk.files().stream()
                .filter(each -> each.endsWith(".seg"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = rig.disk.bytes(file);
        bytes[SegmentHeader.SIZE + 100] ^= 1;
        rig.disk.bytes(file, bytes);
        rig.reopen();
        long left = 1;
        while (left > 0) {
            left = rig.log.scrub(4096);
        }
        assertThat(rig.damage).isNotEmpty().noneMatch(each -> each.what().contains("cannot be verified"));
    }

    @Test
    void whereColumnsAreNotKeptTheDictionarySaysWhichSegmentsToLookAt() throws IOException {
        Rig rig = new Rig();
        rig.cacheBytes = 0;
        rig.cache = new ColumnCache(0, 4);
        rig.append(1, 1, "rare", "x");
        for (int i = 2; i <= 500; i++) {
            rig.append(i, i, "s." + i % 3, payload(i));
        }
        rig.append(501, 501, "rare", "y");
        rig.log.seal();
        rig.checkpoint();
        rig.reopen();
        int rare = rig.id("rare");
        long before = rig.disk.read;
        assertThat(rig.log.previousOf(rare, 500)).isEqualTo(1);
        assertThat(rig.log.nextOf(rare, 2)).isEqualTo(501);
        assertThat(rig.disk.read - before).as("a few subjects of each").isLessThan(20L * 200);
        assertThat(rig.log.nextOf(rare, 502)).isEqualTo(MessageLog.NONE);
        List<Long> found = new ArrayList<>();
        StoredMessage message = new StoredMessage();
        SubjectFilter all = SubjectFilter.all(rig.index);
        for (long seq = rig.log.next(1, all, message); seq > 0; seq = rig.log.next(seq + 1, all, message)) {
            found.add(seq);
        }
        assertThat(found).hasSize(501);
    }

    @Test
    void memoryOfWhoHasReadIsGivenBack() throws IOException {
        Rig rig = filled(BlockCodec.NONE, true);
        rig.reopen();
        rig.log.scrub(1 << 20);
        assertThat(isThere(rig, 1)).isTrue();
        assertThat(rig.disk.openFiles()).isPositive();
        long uses = rig.log.uses();
        rig.log.rest();
        assertThat(rig.disk.openFiles()).isZero();
        assertThat(rig.log.uses()).isEqualTo(uses);
        assertThat(isThere(rig, 1)).isTrue();
        assertThat(rig.log.uses()).isNotEqualTo(uses);
    }
}
