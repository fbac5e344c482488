package io.midge.store.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedOut;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConsumerOpTest {
    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(
                        new ConsumerOp.Create("dlc", AckPolicy.EXPLICIT, 300, -1, new Blob("{}".getBytes(UTF_8))),
                        "01" + "03646c63" + "02" + "ac02" + "01" + "027b7d"),
                Arguments.of(new ConsumerOp.Delete(), "02"),
                Arguments.of(
                        new ConsumerOp.Delivered(9, 20, 1000, Rows.of(4, 11, 3, 5, 990, 20, 9, 1, 1000)),
                        "03" + "09" + "14" + "d00f" + "02" + "0a020413" + "04010014"),
                Arguments.of(
                        new ConsumerOp.Acked(7, 12, 1001, Rows.of(2, 14, 14, 16, 300)),
                        "04" + "07" + "0c" + "d20f" + "02" + "0d00" + "019c02"),
                Arguments.of(
                        new ConsumerOp.Redelivered(Rows.of(3, 15, 2, 1000, 18, 5, 0)),
                        "05" + "02" + "0e02d00f" + "0205cf0f"),
                Arguments.of(new ConsumerOp.Forgotten(300), "06ac02"),
                Arguments.of(new ConsumerOp.Config(new Blob("{}".getBytes(UTF_8))), "07027b7d"),
                Arguments.of(new ConsumerOp.Reset(300), "08ac02"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theBytesAreTheseForEver(ConsumerOp op, String hex) throws BadFrameException {
        PackedOut out = new PackedOut(1);
        op.put(out);
        byte[] bytes = out.toBytes();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
        assertThat(ConsumerOp.decode(bytes, 0, bytes.length)).isEqualTo(op);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ConsumerOp.decode(cut, 0, cut.length)).isInstanceOf(BadFrameException.class);
        }
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> ConsumerOp.decode(more, 0, more.length)).isInstanceOf(BadFrameException.class);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "", // nothing
                "09", // a kind that is not known
                "06ac8200", // a number in more bytes than it needs
                "06ffffffffffffffffff01", // a number below 0
                "0309140002" + "0a020400", // fewer rows than said
                "0309140001" + "0a020700", // more deliveries than the consumer made
                "03ffffffffffffffff7fffffffffffffffff7f0002" + "0000ffff0300" + "0000ffff0300", // too many messages
                "04070c00ffffffff07", // more ranges than bytes
                "04070c0001ffffffffffffffff7f00", // a range beyond all sequences
                "0101ff0200000000", // a name that is not UTF-8
                "010161030000", // a policy that is not known
            })
    void whatCannotBeIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> ConsumerOp.decode(bytes, 0, bytes.length)).isInstanceOf(BadFrameException.class);
    }

    @Test
    void aWatermarkOfAThousandDeliveriesTakesAFewBytes() {
        ConsumerLog log = new ConsumerLog(new ConsumerState(AckPolicy.EXPLICIT, 0));
        for (int i = 1; i <= 1000; i++) {
            log.delivered(i, i, 1_763_737_200_000_000_000L);
        }
        ConsumerFrames frames = new ConsumerFrames();
        log.flush(op -> frames.add(1, 0, op));
        assertThat(frames.length()).isLessThanOrEqualTo(64);
        for (int i = 1; i <= 1000; i++) {
            log.acked(i, i, 1_763_737_201_000_000_000L, false);
        }
        frames.clear();
        log.flush(op -> frames.add(1, 0, op));
        assertThat(frames.length()).isLessThanOrEqualTo(64);
    }
}
