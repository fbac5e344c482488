package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.json.JsonException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pull request is nothing, a number or an object; errors are in the words that nats-server answered. */
class PullRequestTest {
    private static PullRequest parse(String text) throws JsonException {
        byte[] bytes = Utf8Text.bytes("<" + text + ">");
        return PullRequest.parse(bytes, 1, bytes.length - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n", "1", "0", "-1", "x", "[1]", "1x", "1.5", "99999999999999999999", "\"5\"", "+"})
    void whatIsNoNumberAboveOneAsksForOneMessage(String text) throws JsonException {
        assertThat(parse(text)).isEqualTo(PullRequest.ONE);
    }

    @ParameterizedTest
    @CsvSource({"5,5", "' 12\n',12", "+7,7", "007,7", "9223372036854775807,2147483647"})
    void aNumberAsksForSoMany(String text, int batch) throws JsonException {
        PullRequest request = parse(text);
        assertThat(request.batch()).isEqualTo(batch);
        assertThat(request.formal()).isFalse();
    }

    @Test
    void anObjectSaysMore() throws JsonException {
        assertThat(
                        parse(
                                "{\"expires\":10,\"batch\":3,\"max_bytes\":4,\"no_wait\":true,\"idle_heartbeat\":5,"
                                        + "\"group\":\"g\",\"min_pending\":6,\"min_ack_pending\":7,\"id\":\"i\",\"priority\":8,\"x\":9}"))
                .isEqualTo(new PullRequest(3, 10, 4, true, 5, true, "g", 6, 7, "i", 8));
        assertThat(parse("{}")).isEqualTo(new PullRequest(1, 0, 0, false, 0, true, "", 0, 0, "", 0));
        assertThat(parse("{\"batch\":-5}").batch()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "{;unexpected end of JSON input",
                "{\"batch\":\"x\"};json: cannot unmarshal string into Go struct field JSApiConsumerGetNextRequest.batch of"
                        + " type int",
                "{\"group\":1};json: cannot unmarshal number into Go struct field"
                        + " JSApiConsumerGetNextRequest.PriorityGroup.group of type string",
                "{\"max_bytes\":1.5};json: cannot unmarshal number 1.5 into Go struct field"
                        + " JSApiConsumerGetNextRequest.max_bytes of type int",
                "{\"batch\":99999999999999999999};json: cannot unmarshal number 99999999999999999999 into Go struct field"
                        + " JSApiConsumerGetNextRequest.batch of type int",
                "{\"idle_heartbeat\":1};heartbeat value too large",
                "{\"expires\":9,\"idle_heartbeat\":5};heartbeat value too large",
                "{\"expires\":9,\"idle_heartbeat\":9223372036854775807};heartbeat value too large",
            })
    void anObjectThatIsWrongIsTold(String text, String error) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JsonException.class).hasMessage(error);
    }

    @Test
    void aHeartbeatOfHalfTheTimeIsRight() throws JsonException {
        assertThat(parse("{\"expires\":10,\"idle_heartbeat\":5}").heartbeatNs()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"min_pending\":1}',Not a Overflow Priority consumer",
        "'{\"min_ack_pending\":1}',Not a Overflow Priority consumer",
        "'{\"id\":\"x\"}',Not a Pinned Client Priority consumer",
        "'{\"priority\":10}',Priority must be between 0 and 9",
        "'{\"priority\":-1}',Priority must be between 0 and 9",
        "'{\"priority\":9,\"group\":\"g\"}',",
    })
    void whatNeedsPriorityGroupsIsRefusedWithoutThem(String text, @Nullable String refusal) throws JsonException {
        assertThat(parse(text).refusalWithoutGroups()).isEqualTo(refusal);
    }
}
