package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** While the disk has no room, what is appended waits in memory and can be read; with the next room it is written. */
class FullDiskTest {
    private static final int BEFORE = 7;
    private static final int COUNT = 200;

    static Stream<BlockCodec> codecs() {
        return Stream.of(BlockCodec.NONE, new XorBlocks());
    }

    private static void isAllThere(Rig rig, int count) throws IOException {
        for (int seq = 1; seq <= count; seq++) {
            assertThat(rig.read(seq)).isEqualTo("a." + seq % 5 + "||payload " + seq);
        }
    }

    private static void append(Rig rig, int from, int to) throws IOException {
        for (int seq = from; seq <= to; seq++) {
            rig.append(seq, 1000L * seq, "a." + seq % 5, "payload " + seq);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsAppendedWaitsForRoom(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        append(rig, 1, BEFORE);
        rig.disk.full = true;
        append(rig, BEFORE + 1, COUNT);
        assertThat(rig.log.shortage()).contains("No space left");
        isAllThere(rig, COUNT);
        assertThatIOException().isThrownBy(rig.log::checkpoint).withMessageContaining("No space left");
        assertThatIOException().isThrownBy(rig.log::retry).withMessageContaining("No space left");
        isAllThere(rig, COUNT);
        rig.disk.full = false;
        rig.log.retry();
        assertThat(rig.log.shortage()).isEmpty();
        append(rig, COUNT + 1, 2 * COUNT);
        rig.checkpoint();
        isAllThere(rig, 2 * COUNT);
        rig.reopen();
        isAllThere(rig, 2 * COUNT);
        assertThat(rig.damage).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aSegmentThatCouldNotBeBegunIsBegunLater(BlockCodec codec) throws IOException {
        Rig rig = new Rig(codec);
        rig.disk.full = true;
        append(rig, 1, COUNT);
        isAllThere(rig, COUNT);
        rig.disk.full = false;
        rig.checkpoint();
        rig.reopen();
        isAllThere(rig, COUNT);
        assertThat(rig.damage).isEmpty();
    }
}
