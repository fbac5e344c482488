package io.midge.jetstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderValueTest {
    @ParameterizedTest
    @CsvSource({
        "'NATS/1.0|Key: 4||', 4",
        "'NATS/1.0|Key:4||', 4",
        "'NATS/1.0|A: b|Key:   4  |Key: 5||', 4",
        "'NATS/1.0|key: 4||', ''",
        "'NATS/1.0|XKey: 4||', ''",
        "'NATS/1.0|Keys: 4||', ''",
        "'NATS/1.0|Key:', ''",
        "'', ''",
        "'Key: 4', ''"
    })
    void theFirstOfItsNameCounts(String block, String value) {
        byte[] bytes = block.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(HeaderValue.of(bytes, "Key")).isEqualTo(value);
    }
}
