package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.json.JsonException;
import java.nio.charset.StandardCharsets;

/** Whatever an origin, or a message that was stored, says: it is read, or is none. */
class SourceFuzzTest {
    private static final byte[] NAME = "Nats-".getBytes(StandardCharsets.US_ASCII);

    @FuzzTest(maxDuration = "60s")
    void anyHeaderSaysWhereAMessageIsFromOrNothing(byte[] data) {
        SourceHeader header = SourceHeader.read(data);
        if (header != null) {
            assertThat(header.seq()).isNotNegative();
            assertThat(header.name().isEmpty() || header.name().startsWith(header.stream()))
                    .isTrue();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyReplyIsThatOfAMessageOrNot(byte[] data) {
        Delivery of = new Delivery();
        if (of.read(data)) {
            assertThat(of.streamSeq).isNotNegative();
            assertThat(of.stream().length()).isLessThanOrEqualTo(data.length);
            assertThat(of.isOf(data)).isFalse();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyAnswerIsReadOrRefused(byte[] data) {
        try {
            assertThat(ConsumerAnswer.read(data).delivered()).isNotNegative();
        } catch (JsonException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBlockOfHeadersGivesAndLosesLines(byte[] data) {
        byte[] less = HeaderBlock.without(data, NAME);
        assertThat(less.length).isLessThanOrEqualTo(data.length);
        assertThat(HeaderBlock.value(data, NAME).length).isLessThanOrEqualTo(data.length);
        byte[] more = HeaderBlock.with(less, NAME, new byte[] {'x'});
        if (new String(less, StandardCharsets.ISO_8859_1).matches("|(?s).*\r\n\r\n")) {
            assertThat(HeaderBlock.value(more, NAME)).containsExactly('x');
        }
    }
}
