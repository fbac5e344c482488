package io.midge.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is appended is found again: at once, after a checkpoint, after a clean stop and after a crash. */
class SegmentLogTest {
    static Stream<BlockCodec> codecs() {
        return Stream.of(BlockCodec.NONE, new XorBlocks());
    }

    private static void fill(Rig rig, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            rig.append(i, 1000L * i, "a." + i % 5, "payload " + i);
        }
    }

    private static String expected(long seq) {
        return "a." + seq % 5 + "||payload " + seq;
    }

    private static List<Long> walk(Rig rig, SubjectFilter filter) throws IOException {
        List<Long> seqs = new ArrayList<>();
        StoredMessage message = new StoredMessage();
        for (long seq = rig.log.next(0, filter, message);
                seq != MessageLog.NONE;
                seq = rig.log.next(seq + 1, filter, message)) {
            assertThat(Rig.text(message)).isEqualTo(expected(seq));
            seqs.add(seq);
        }
        return seqs;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void messagesAreReadAtOnceAndFromManySegments(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        for (int i = 1; i <= 500; i++) {
            rig.append(i, 1000L * i, "a." + i % 5, "payload " + i);
            assertThat(rig.read(i)).isEqualTo(expected(i));
            assertThat(rig.read(1 + i / 2)).isEqualTo(expected(1 + i / 2));
        }
        assertThat(rig.disk.files()).hasSizeGreaterThan(4);
        assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(500);
        assertThat(rig.read(501)).isNull();
        assertThat(rig.damage).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void cleanStopReadsFootersOnly(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        fill(rig, 300);
        rig.log.seal();
        rig.checkpoint();
        assertThat(Objects.requireNonNull(rig.mark).length()).isZero();
        rig.reopen();
        assertThat(rig.log.lastSequence()).isEqualTo(300);
        assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(300);
        assertThat(rig.sizes).hasSize(300).containsEntry(7L, StoredMessage.fileSize(3, 0, 9));
        rig.append(301, 301_000, "a.1", "payload 301");
        assertThat(rig.read(301)).isEqualTo(expected(301));
        assertThat(rig.damage).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void crashComesBackToTheMark(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        fill(rig, 100);
        rig.checkpoint();
        for (int i = 101; i <= 400; i++) {
            rig.append(i, 1000L * i, "other", "gone");
        }
        rig.log.flush();
        rig.log.close();
        for (boolean lost : new boolean[] {false, true}) {
            Rig again = new Rig(rig.disk.after(lost), codec, rig.mark);
            assertThat(again.log.lastSequence()).isEqualTo(100);
            assertThat(walk(again, SubjectFilter.all(again.index))).hasSize(100);
            for (int i = 101; i <= 400; i++) {
                again.append(i, 1000L * i, "a." + i % 5, "payload " + i);
            }
            assertThat(walk(again, SubjectFilter.all(again.index))).hasSize(400);
            assertThat(again.damage).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void withoutMarkAllThatIsThereCounts(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        fill(rig, 400);
        rig.log.flush();
        rig.log.close();
        Rig again = new Rig(rig.disk.after(false), codec, null);
        assertThat(walk(again, SubjectFilter.all(again.index))).hasSize(400);
        again.append(401, 401_000, "a.1", "payload 401");
        assertThat(again.read(401)).isEqualTo(expected(401));
        assertThat(again.damage).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void subjectsAreFoundByNumberAndFilter(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        fill(rig, 300);
        rig.delete(11, 20);
        rig.delete(33, 33);
        SubjectFilter three = SubjectFilter.of(rig.index, List.of("a.3".getBytes(UTF_8)));
        assertThat(walk(rig, three)).hasSize(60 - 3).doesNotContain(13L, 18L, 33L);
        assertThat(rig.log.count(0, three)).isEqualTo(57);
        assertThat(rig.log.count(21, SubjectFilter.all(rig.index))).isEqualTo(279);
        assertThat(rig.log.nextOf(rig.id("a.3"), 9)).isEqualTo(23);
        assertThat(rig.log.previousOf(rig.id("a.3"), 35)).isEqualTo(28);
        assertThat(rig.log.previousOf(rig.id("a.0"), 4)).isEqualTo(MessageLog.NONE);
        StoredMessage message = new StoredMessage();
        assertThat(rig.log.previous(20, SubjectFilter.all(rig.index), message)).isEqualTo(10);
        assertThat(rig.log.previous(22, three, message)).isEqualTo(8);
        assertThat(rig.log.atTime(10_500)).isEqualTo(21);
        assertThat(rig.log.atTime(300_001)).isEqualTo(MessageLog.NONE);
        assertThat(rig.log.subjectOf(33)).isEqualTo(-1);
        assertThat(rig.log.subjectOf(34)).isEqualTo(rig.id("a.4"));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void largePayloadsAreFoundAgain(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        String large = "x".repeat(3000);
        rig.append(1, 1, 0, 0, "big", "NATS/1.0\r\n\r\n", large.getBytes(UTF_8));
        rig.append(2, 2, "small", "y");
        rig.append(3, 3, 5, OpFrame.FLAG_MSG_ID, "big", "", large.getBytes(UTF_8));
        assertThat(rig.read(1)).isEqualTo("big|NATS/1.0\r\n\r\n|" + large);
        rig.checkpoint();
        rig.reopen();
        assertThat(rig.read(1)).isEqualTo("big|NATS/1.0\r\n\r\n|" + large);
        assertThat(rig.read(3)).isEqualTo("big||" + large);
        assertThat(rig.sizes).containsEntry(3L, StoredMessage.fileSize(3, 0, 3000));
        assertThat(Objects.requireNonNull(rig.loaded.get(3L)).ttl).isEqualTo(5);
        assertThat(Objects.requireNonNull(rig.loaded.get(3L)).flags).isEqualTo(OpFrame.FLAG_MSG_ID);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatFailsLeavesEverythingAsItWasAndMayBeTriedAgain(BlockCodec codec) throws IOException {
        Rig whole = new Rig(codec);
        fill(whole, 150);
        whole.log.seal();
        for (int at = 0; at < whole.disk.tries(); at++) {
            Rig rig = new Rig(codec);
            rig.disk.failAt = at;
            int failed = 0;
            for (int i = 1; i <= 150; i++) {
                try {
                    rig.append(i, 1000L * i, "a." + i % 5, "payload " + i);
                } catch (IOException e) {
                    failed++;
                    assertThat(rig.read(i)).isNull();
                    assertThat(rig.log.lastSequence()).isEqualTo(i - 1);
                    i--;
                }
            }
            try {
                rig.log.seal();
            } catch (IOException e) {
                failed++;
                rig.log.seal();
            }
            assertThat(failed).isEqualTo(1);
            rig.checkpoint();
            rig.reopen();
            assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(150);
            rig.log.scrub(1 << 20);
            assertThat(rig.damage).isEmpty();
        }
    }

    @Test
    void blocksOfAnotherKindGoIntoASegmentOfTheirOwn() throws IOException {
        Rig rig = new Rig();
        for (int i = 1; i <= 90; i++) {
            rig.append(i, 1000L * i, "a." + i % 5, "payload " + i);
            if (i % 10 == 0) {
                rig.checkpoint();
                rig.codec = i % 20 == 0 ? BlockCodec.NONE : new XorBlocks(OpFrame.FLAG_COMPRESSED);
                rig.reopen();
            }
        }
        assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(90);
        rig.checkpoint();
        while (rig.log.compact(1 << 20)) {
            assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(90);
        }
        rig.reopen();
        assertThat(walk(rig, SubjectFilter.all(rig.index))).hasSize(90);
        assertThat(rig.damage).isEmpty();
    }

    @Test
    void framesThatAreNoMessagesAreHeardFirst() throws IOException {
        Rig rig = new Rig();
        fill(rig, 30);
        rig.other(OpType.CONFIG, 0, "config");
        rig.delete(5, 9);
        rig.evict(3);
        rig.skip(40);
        rig.append(41, 41_000, "a.1", "payload 41");
        rig.checkpoint();
        rig.reopen();
        assertThat(rig.heard).containsExactly(OpType.CONFIG, OpType.DELETE, OpType.EVICT, OpType.SKIP);
        assertThat(rig.log.firstSequence()).isEqualTo(3);
        assertThat(rig.sizes).hasSize(2 + 21 + 1).doesNotContainKeys(1L, 2L, 5L, 9L);
        assertThat(rig.deleted.count(1, 41)).isEqualTo(5 + 10);
        assertThat(rig.log.count(1, SubjectFilter.all(rig.index))).isEqualTo(24);
    }

    @Test
    void aFileOfLargePayloadsThatAnotherProcessHasMadeIsDurableBeforeItIsReliedUpon() throws IOException {
        Rig ended = new Rig();
        ended.log.putLarge(new byte[300], 0, 300);
        Rig next = new Rig(ended.disk, BlockCodec.NONE, Mark.NOTHING);
        next.log.putLarge(new byte[300], 0, 300);
        next.log.syncLarge();
        assertThat(next.disk.after(true).files()).contains("s/1.big");
    }

    @Test
    void whoWantsOneSubjectIsAnsweredByTheIndex() throws IOException {
        Rig rig = new Rig(BlockCodec.NONE);
        fill(rig, 500);
        SubjectFilter one = SubjectFilter.of(rig.index, List.of("a.3".getBytes(UTF_8)));
        assertThat(walk(rig, one)).hasSize(100).allMatch(seq -> seq % 5 == 3);
        assertThat(rig.log.count(0, one)).isEqualTo(100);
        assertThat(rig.log.count(494, one)).isEqualTo(1);
        assertThat(rig.log.count(499, one)).isZero();
        SubjectFilter none = SubjectFilter.of(rig.index, List.of("b".getBytes(UTF_8)));
        assertThat(walk(rig, none)).isEmpty();
        assertThat(rig.log.count(0, none)).isZero();
        long unasked = SubjectFilter.all(rig.index).bytes();
        assertThat(List.of(one.bytes(), none.bytes()))
                .as("no answer is kept for each subject of the stream")
                .containsOnly(unasked);
    }
}
