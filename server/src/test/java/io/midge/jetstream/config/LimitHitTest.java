package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Errors that tell which limit they come from. */
class LimitHitTest {
    private static String json(ApiError error) {
        JsonWriter out = JsonWriter.compact().beginObject();
        error.field(out);
        return out.endObject().toString();
    }

    @Test
    void anErrorSaysWhichLimitItComesFrom() {
        ApiError error = JsError.STORAGE_RESOURCES_EXCEEDED.of(LimitHit.ofServer("max_file", 1000, 900, 200));
        assertThat(json(error))
                .isEqualTo(
                        "{\"error\":{\"code\":500,\"err_code\":10047,\"description\":\"insufficient storage resources available\"},"
                                + "\"exceeded\":{\"name\":\"max_file\",\"configured_in\":\"jetstream { max_file }\",\"value\":1000,"
                                + "\"used\":900,\"requested\":200}}");
    }

    @Test
    void howMuchOthersUseIsForTheLogAlone() {
        LimitHit hit = LimitHit.ofAll("max_file", 1000, 900, 200);
        assertThat(json(JsError.STORAGE_RESOURCES_EXCEEDED.of(hit)))
                .endsWith("\"exceeded\":{\"name\":\"max_file\",\"configured_in\":\"jetstream { max_file }\","
                        + "\"value\":1000,\"requested\":200}}");
        assertThat(hit).hasToString("jetstream { max_file } is 1000, 900 used, 200 asked for");
    }

    @Test
    void figuresThatThereAreNotAreLeftOut() {
        assertThat(json(JsError.MAXIMUM_STREAMS_LIMIT.of(
                        LimitHit.ofAccount("A", "max_streams", 1, LimitHit.UNTOLD, LimitHit.UNTOLD))))
                .endsWith("},\"exceeded\":{\"name\":\"max_streams\","
                        + "\"configured_in\":\"accounts { A { jetstream { max_streams } } }\",\"value\":1}}");
    }

    @Test
    void anErrorWithoutALimitIsWhatItWas() {
        assertThat(json(JsError.BAD_REQUEST.error()))
                .isEqualTo("{\"error\":{\"code\":400,\"err_code\":10003,\"description\":\"bad request\"}}");
    }

    @Test
    void theSameErrorIsTheSameWithFiguresOrWithout() {
        ApiError error = JsError.BAD_REQUEST.error();
        ApiError more = error.of(LimitHit.ofStream("S", "max_msgs", 1, 1, 1));
        assertThat(more).isEqualTo(error).hasSameHashCodeAs(error);
        assertThat(more).isNotEqualTo(JsError.STREAM_NOT_FOUND.error());
    }

    @Test
    void whoPublishesIsToldToo() {
        ApiError error = JsError.STREAM_STORE_FAILED
                .with("maximum messages exceeded")
                .of(LimitHit.ofStream("S", "max_msgs", 1, 1, 1));
        assertThat(new String(new PubAckText("S", "").refused(error), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"code\":503,\"err_code\":10077,\"description\":\"maximum messages exceeded\"},"
                        + "\"exceeded\":{\"name\":\"max_msgs\",\"configured_in\":\"stream S { max_msgs }\",\"value\":1,"
                        + "\"used\":1,\"requested\":1},\"stream\":\"S\",\"seq\":0}");
    }

    @Test
    void aLogShowsItInOneLine() {
        assertThat(LimitHit.ofServerLimits("max_ack_pending", 10, LimitHit.UNTOLD, 11))
                .hasToString("jetstream { limits { max_ack_pending } } is 10, 11 asked for");
        assertThat(LimitHit.ofConsumers("S", "inactive_threshold", 10, 11))
                .hasToString("stream S { consumer_limits { inactive_threshold } } is 10, 11 asked for");
    }
}
