package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and subjects by which copied messages are known, as they stand on the wire. */
class SourceHeaderTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "O 7 > > a.b | O | O > > | 7 | ''",
                "O 7 > > a.b ident | O | O > > | 7 | ident",
                "O 7 > > | O | O > > | 7 | ''",
                "O 7 | O | '' | 7 | ''",
                "O:abc 9 a.* b.$1 a.x i more | O:abc | O:abc a.* b.$1 | 9 | i",
                "$JS.ACK.O.c.1.12.3.4.5 | O | '' | 12 | ''",
                "$JS.ACK._.hash.O.c.1.12.3.4.5 | O | '' | 12 | ''",
            })
    void everyFormIsRead(String value, String stream, String name, long seq, String identity) {
        assertThat(SourceHeader.read(bytes(value))).isEqualTo(new SourceHeader(stream, name, seq, identity));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "O",
                "O 1 >",
                "O x > > a",
                "O -1 > > a",
                "O 99999999999999999999 > > a",
                "O 9223372036854775808",
                " 1",
                "$JS.ACK.O.c.1.12.3.4",
                "$JS.ACK.O.c.1.12.3.4.5.6",
                "$JS.ACK.O.c.1.x.3.4.5"
            })
    void whatMakesNoSenseIsNone(String value) {
        assertThat(SourceHeader.read(bytes(value))).isNull();
    }

    @Test
    void linesAreTakenOutWholeAndOnlyThose() {
        byte[] block = bytes("NATS/1.0\r\nX: 1\r\nA-One: 2\r\nB: A-\r\nA-Two: 3\r\n\r\n");
        assertThat(HeaderBlock.without(block, bytes("A-"))).isEqualTo(bytes("NATS/1.0\r\nX: 1\r\nB: A-\r\n\r\n"));
        assertThat(HeaderBlock.without(block, bytes("C"))).isSameAs(block);
        assertThat(HeaderBlock.without(bytes("NATS/1.0\r\nA-: x\r\n\r\n"), bytes("A-")))
                .isEmpty();
        assertThat(HeaderBlock.without(new byte[0], bytes("A"))).isEmpty();
        assertThat(HeaderBlock.without(bytes("NATS/1.0\r\nB: 1\r\nA: no end"), bytes("A")))
                .isEqualTo(bytes("NATS/1.0\r\nB: 1\r\n"));
    }

    @Test
    void aLineIsPutBehindTheOthers() {
        assertThat(HeaderBlock.with(new byte[0], bytes("A"), bytes("b"))).isEqualTo(bytes("NATS/1.0\r\nA: b\r\n\r\n"));
        assertThat(HeaderBlock.with(bytes("NATS/1.0\r\nX: 1\r\n\r\n"), bytes("A"), bytes("b")))
                .isEqualTo(bytes("NATS/1.0\r\nX: 1\r\nA: b\r\n\r\n"));
    }

    @Test
    void aValueIsFoundByItsWholeName() {
        byte[] block = bytes("NATS/1.0\r\nAB: 1\r\nA:   two \r\nA: 3\r\n\r\n");
        assertThat(HeaderBlock.value(block, bytes("A"))).isEqualTo(bytes("two "));
        assertThat(HeaderBlock.value(block, bytes("B"))).isEmpty();
    }

    @Test
    void bothFormsOfRepliesSayTheSame() {
        for (String reply : new String[] {
            "$JS.ACK.O.c.1.12.3.4.5", "$JS.ACK.hub.hash.O.c.1.12.3.4.5", "$JS.ACK.hub.hash.O.c.1.12.3.4.5.x.y"
        }) {
            Delivery of = new Delivery();
            assertThat(of.read(bytes(reply))).as(reply).isTrue();
            assertThat(of.stream()).isEqualTo("O");
            assertThat(of.isOf(bytes("c"))).isTrue();
            assertThat(of.isOf(bytes("O"))).isFalse();
            assertThat(of.count).isEqualTo(1);
            assertThat(of.streamSeq).isEqualTo(12);
            assertThat(of.consumerSeq).isEqualTo(3);
            assertThat(of.timeNs).isEqualTo(4);
            assertThat(of.pending).isEqualTo(5);
        }
    }
}
