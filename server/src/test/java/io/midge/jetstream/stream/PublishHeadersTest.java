package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found in a block of headers. */
class PublishHeadersTest {
    private final PublishHeaders headers = new PublishHeaders();

    private PublishHeaders read(String block) {
        byte[] bytes = Rig.bytes("##" + block + "##");
        return headers.read(bytes, 2, bytes.length - 4);
    }

    @Test
    void namesAreSpelledExactlyAndTheFirstCounts() {
        read(
                "NATS/1.0\r\nnats-msg-id: small\r\nNats-Msg-Id:   one \r\nNats-Msg-Id: two\r\nNats-Msg-Idx: three\r\n\r\n");
        assertThat(headers.text(HeaderName.MSG_ID)).isEqualTo("one ");
        assertThat(headers.has(HeaderName.TTL)).isFalse();
    }

    @Test
    void aColonFollowsAtOnceAndACrLfStandsInFront() {
        read("NATS/1.0\r\nNats-TTL : 5\r\nX: a\nNats-Rollup: sub\r\nNats-Incr:+1\r\n\r\n");
        assertThat(headers.has(HeaderName.TTL)).isFalse();
        assertThat(headers.has(HeaderName.ROLLUP)).isFalse();
        assertThat(headers.text(HeaderName.INCR)).isEqualTo("+1");
    }

    @Test
    void aValueMayBeEmptyOrWithoutAnEnd() {
        read("NATS/1.0\r\nNats-Msg-Id: \r\nNats-Expected-Stream: S");
        assertThat(headers.has(HeaderName.MSG_ID)).isFalse();
        assertThat(headers.isNamed(HeaderName.MSG_ID)).isTrue();
        assertThat(headers.text(HeaderName.EXPECTED_STREAM)).isEqualTo("S");
    }

    @Test
    void aBlockWithoutLinesHasNothing() {
        assertThat(read("").isEmpty()).isTrue();
        assertThat(read("NATS/1.0\r\n\r\n").isEmpty()).isTrue();
        assertThat(read("Nats-Msg-Id: first line\r\n").isEmpty()).isTrue();
    }

    @Test
    void everyNameIsFound() {
        StringBuilder block = new StringBuilder("NATS/1.0\r\n");
        assertThat(List.of(HeaderName.values()).stream().map(HeaderName::place))
                .containsExactlyElementsOf(
                        IntStream.range(0, HeaderName.COUNT).boxed().toList());
        block.append("Nats-Expected-Last-Subject-Sequence-Subject: s\r\nKV-Operation: PURGE\r\nNats-Schedule: x\r\n");
        read(block.append("\r\n").toString());
        assertThat(headers.text(HeaderName.EXPECTED_LAST_SUBJECT_SEQ_SUBJECT)).isEqualTo("s");
        assertThat(headers.has(HeaderName.EXPECTED_LAST_SUBJECT_SEQ)).isFalse();
        assertThat(headers.text(HeaderName.KV_OPERATION)).isEqualTo("PURGE");
    }

    @Test
    void numbersAreDigitsOnly() {
        read("NATS/1.0\r\nNats-Expected-Last-Sequence: 0012\r\nNats-Expected-Last-Subject-Sequence: 1x\r\n\r\n");
        assertThat(headers.number(HeaderName.EXPECTED_LAST_SEQ)).isEqualTo(12);
        assertThat(headers.number(HeaderName.EXPECTED_LAST_SUBJECT_SEQ)).isEqualTo(Digits.NONE);
        read("NATS/1.0\r\nNats-Expected-Last-Sequence: 99999999999999999999\r\n\r\n");
        assertThat(headers.number(HeaderName.EXPECTED_LAST_SEQ)).isEqualTo(Digits.NONE);
    }

    @Test
    void whatIsNoTextIsReplaced() {
        byte[] block = Rig.bytes("NATS/1.0\r\nNats-Expected-Stream: a?b\r\n\r\n");
        block[block.length - 6] = (byte) 0xff;
        headers.read(block, 0, block.length);
        assertThat(headers.text(HeaderName.EXPECTED_STREAM)).isEqualTo("a\ufffdb");
    }
}
