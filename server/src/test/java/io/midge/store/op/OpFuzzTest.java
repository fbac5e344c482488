package io.midge.store.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Any bytes are a frame, of which no part lies outside, or are refused; and so are numbers, and ids among headers. */
class OpFuzzTest {
    private static final int BEFORE = 8;

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAFrameOrRefused(byte[] data) {
        look(data, 0);
    }

    /** The checksums are set right, or else nothing behind them would ever be looked at. */
    @FuzzTest(maxDuration = "60s")
    void anyFieldsAreAFrameOrRefused(byte[] data) {
        byte[] frame = new byte[BEFORE + Math.max(OpFrame.HEADER, data.length)];
        System.arraycopy(data, 0, frame, BEFORE, data.length);
        ByteBuffer fields = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if ((frame[BEFORE + 4] & 1) == 0) {
            fields.putInt(BEFORE, frame.length - BEFORE); // how long it is stands in its first bytes
        }
        fields.putInt(BEFORE + 16, crc(frame, BEFORE + OpFrame.HEADER, frame.length));
        CRC32C crc = new CRC32C();
        crc.update(frame, BEFORE, 4);
        crc.update(frame, BEFORE + 8, OpFrame.HEADER - 8);
        fields.putInt(BEFORE + 4, (int) crc.getValue());
        look(frame, BEFORE);
    }

    private static int crc(byte[] of, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(of, from, to - from);
        return (int) crc.getValue();
    }

    private static void look(byte[] bytes, int at) {
        OpFrame frame = new OpFrame();
        try {
            frame.read(bytes, at, bytes.length);
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        int end = at + frame.length();
        assertThat(end).isLessThanOrEqualTo(bytes.length);
        assertThat(frame.type()).isNotNull();
        assertThat(frame.subjectOffset()).isEqualTo(at + OpFrame.HEADER);
        assertThat(frame.headersOffset()).isEqualTo(frame.subjectOffset() + frame.subjectLength());
        assertThat(frame.payloadOffset()).isEqualTo(frame.headersOffset() + frame.headersLength());
        assertThat(frame.payloadLength()).isNotNegative();
        assertThat(frame.payloadOffset() + frame.payloadLength()).isEqualTo(end);
        assertThat(frame.bodyOffset() + frame.bodyLength()).isEqualTo(end);
        new MsgId().find(bytes, frame.headersOffset(), frame.headersLength());
        if (frame.type() == OpType.LARGE) {
            try {
                LargeRef ref = LargeRef.of(frame);
                assertThat(Math.min(ref.length(), ref.stored())).isNotNegative();
                assertThat(ref.position()).isNotNegative();
            } catch (BadFrameException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyHeadersHaveAnIdOrNone(byte[] data) {
        byte[] around = new byte[data.length + 4];
        System.arraycopy(data, 0, around, 2, data.length);
        MsgId id = new MsgId();
        if (id.find(around, 2, data.length)) {
            assertThat(id.length()).isPositive();
            assertThat(id.offset()).isBetween(2 + "Nats-Msg-Id:".length(), 2 + data.length - id.length());
            byte[] value = Arrays.copyOfRange(around, id.offset(), id.offset() + id.length());
            assertThat(new String(value, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("\n")
                    .doesNotStartWith(" ");
        }
    }

    /** What was read is written the same way: there is only one. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesArePackedValuesOrRefused(byte[] data) {
        PackedIn in = new PackedIn(data, 0, data.length);
        PackedOut out = new PackedOut(16);
        int read = 0;
        try {
            for (int kind = 0; in.left() > 0; kind++) {
                switch (kind % 5) {
                    case 0 -> out.number(in.number());
                    case 1 -> out.signed(in.signed());
                    case 2 -> out.u32(in.u32());
                    case 3 -> out.bytes(in.bytes(1000));
                    default -> out.text(in.text(1000));
                }
                read = in.at();
            }
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        assertThat(Arrays.copyOf(out.buf(), Math.min(out.length(), read))).isEqualTo(Arrays.copyOf(data, read));
    }
}
