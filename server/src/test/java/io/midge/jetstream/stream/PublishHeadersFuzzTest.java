package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.op.MessageParts;

/** Headers of any bytes: what is found lies within them, and what is taken out leaves the rest. */
class PublishHeadersFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadWithinTheirBounds(byte[] data) {
        PublishHeaders headers = new PublishHeaders().read(data, 0, data.length);
        for (HeaderName each : HeaderName.values()) {
            if (headers.isNamed(each)) {
                assertThat(headers.offset(each) + headers.length(each)).isLessThanOrEqualTo(data.length);
                assertThat(headers.text(each)).isNotNull();
                assertThat(headers.number(each)).isGreaterThanOrEqualTo(Digits.NONE);
                assertThat(Ttl.parse(headers.text(each))).isLessThanOrEqualTo(Integer.MAX_VALUE);
            }
        }
        Incoming in = new Incoming();
        in.read(Rig.bytes("s"), data, Rig.bytes("payload"));
        HeaderBlock.clean(in, headers);
        MessageParts parts = in.parts;
        assertThat(parts.headersLength).isBetween(0, data.length);
        assertThat(HeaderBlock.hasStatus(parts)).isIn(true, false);
    }
}
