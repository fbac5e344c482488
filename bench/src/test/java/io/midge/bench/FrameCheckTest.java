package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameCheckTest {
    private final Frames frames = new Frames(128, false);
    private final ControlLines control = new ControlLines();
    private final FrameCheck check = FrameCheck.messages(frames, true, control);

    @Test
    void countsMessagesHoweverTheStreamIsCut() {
        byte[] stream = messages(frames, 0, 3000);
        Random random = new Random(1);
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + random.nextInt(700));
            check.accept(ByteBuffer.wrap(stream, at, length));
            at += length;
        }
        assertThat(check.received()).isEqualTo(3000);
        assertThat(check.compared()).isPositive();
    }

    @Test
    void countsAMessageOnlyWhenItIsComplete() {
        byte[] stream = messages(frames, 0, 1);
        check.accept(ByteBuffer.wrap(stream, 0, stream.length - 1));
        assertThat(check.received()).isZero();
        check.accept(ByteBuffer.wrap(stream, stream.length - 1, 1));
        assertThat(check.received()).isEqualTo(1);
    }

    @Test
    void seesPingAndPongBetweenMessagesByteByByte() {
        byte[] stream = join(
                messages(frames, 0, 2), bytes("PING\r\n"), messages(frames, 2, 1), bytes("PONG\r\nINFO {\"x\":1}\r\n"));
        for (byte b : stream) {
            check.accept(ByteBuffer.wrap(new byte[] {b}));
        }
        assertThat(check.received()).isEqualTo(3);
        assertThat(control.takePings()).isEqualTo(1);
        assertThat(control.takePings()).isZero();
        assertThat(control.pongs()).isEqualTo(1);
    }

    @Test
    void refusesAnErrorOfTheServer() {
        assertThatThrownBy(() -> accept(bytes("-ERR 'Slow Consumer'\r\n")))
                .isInstanceOf(BadStreamException.class)
                .hasMessageContaining("-ERR 'Slow Consumer'");
    }

    @Test
    void refusesAMessageOfAnotherLength() {
        byte[] stream = join(messages(frames, 0, 1), bytes("MSG bench.test 1 4\r\nabcd\r\n"), messages(frames, 1, 4));
        assertThatThrownBy(() -> accept(stream)).isInstanceOf(BadStreamException.class);
    }

    @Test
    void refusesAMessageThatIsMissingOrRepeatedOrOutOfOrder() {
        accept(messages(frames, 0, 5));
        assertThatThrownBy(() -> accept(messages(frames, 6, 1)))
                .isInstanceOf(BadStreamException.class)
                .hasMessageContaining("message 5 is wrong");
        assertThatThrownBy(() -> accept(messages(frames, 4, 1))).isInstanceOf(BadStreamException.class);
    }

    @Test
    void refusesAChangedByte() {
        byte[] stream = messages(frames, 0, 1);
        stream[90]++;
        assertThatThrownBy(() -> accept(stream)).hasMessageContaining("wrong at byte 90");
    }

    @Test
    void withoutOrderAnyMessageOfTheBlockMayCome() {
        FrameCheck unordered = FrameCheck.messages(frames, false, control);
        unordered.accept(ByteBuffer.wrap(messages(frames, 17, 1)));
        unordered.accept(ByteBuffer.wrap(messages(frames, 3, 1)));
        assertThat(unordered.received()).isEqualTo(2);
        byte[] noSlot = messages(frames, 0, 1);
        noSlot[noSlot.length - 2 - 128] = 'x';
        assertThatThrownBy(() -> unordered.accept(ByteBuffer.wrap(noSlot))).hasMessageContaining("no slot");
    }

    @Test
    void aConnectionWithoutSubscriptionGetsNoMessages() {
        FrameCheck none = FrameCheck.none(control);
        none.accept(ByteBuffer.wrap(bytes("PING\r\n")));
        assertThatThrownBy(() -> none.accept(ByteBuffer.wrap(messages(frames, 0, 1))))
                .isInstanceOf(BadStreamException.class);
    }

    @Test
    void aMillionSubjectsAreDistinctAndInOrder() {
        Frames million = new Frames(128, true);
        assertThat(million.count()).isEqualTo(1000);
        assertThat(subjectOf(million, 0)).isEqualTo("bench.0000000");
        assertThat(subjectOf(million, 1999)).isEqualTo("bench.0001999");
        assertThat(subjectOf(million, 999_999)).isEqualTo("bench.0999999");
        assertThat(subjectOf(million, 1_000_000)).isEqualTo("bench.0000000");

        million.stamp(42);
        byte[] pubs = new byte[million.newPubs().remaining()];
        million.newPubs().get(pubs);
        assertThat(new String(pubs, ISO_8859_1))
                .startsWith("PUB bench.0042000 128\r\n")
                .contains("PUB bench.0042999 ");

        FrameCheck ordered = FrameCheck.messages(million, true, control);
        ordered.accept(ByteBuffer.wrap(messages(million, 0, 2500)));
        assertThat(ordered.received()).isEqualTo(2500);
    }

    private void accept(byte[] stream) {
        check.accept(ByteBuffer.wrap(stream));
    }

    private static String subjectOf(Frames frames, long index) {
        ByteBuffer expected = frames.expected(index);
        byte[] head = new byte[17];
        expected.get(head);
        return new String(head, ISO_8859_1).substring(4);
    }

    private static byte[] messages(Frames frames, long from, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long index = from; index < from + count; index++) {
            ByteBuffer expected = frames.expected(index);
            byte[] message = new byte[expected.remaining()];
            expected.get(message);
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
