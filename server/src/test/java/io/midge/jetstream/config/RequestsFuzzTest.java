package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.json.JsonException;

/**
 * Any bytes are a request or are refused, and what is taken can be checked, stored and read again. Runs over the seeds
 * in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class RequestsFuzzTest {
    private static final StreamConfig STREAM = StreamConfig.builder().name("S").build();

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefused(byte[] data) throws JsonException {
        for (boolean strict : new boolean[] {true, false}) {
            stream(data, strict);
            consumer(data, strict);
            others(data, strict);
        }
        Requests.isEmpty(data);
        try {
            PullRequest pull = PullRequest.parse(data, 0, data.length);
            assertThat(pull.batch()).isPositive();
        } catch (JsonException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        try {
            GetRequest.direct(data, 0, data.length).directRefusal();
        } catch (JsonException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static void stream(byte[] data, boolean strict) throws JsonException {
        try {
            StreamConfigRequest request = Requests.stream(data, strict);
            assertThat(StreamConfigJson.fromBytes(StreamConfigJson.toBytes(request.config())))
                    .isEqualTo(request.config());
            StreamConfig config =
                    StreamCheck.create(request.config(), request.pedantic(), StreamLimits.NONE, name -> STREAM);
            assertThat(StreamConfigJson.fromBytes(StreamConfigJson.toBytes(config)))
                    .isEqualTo(config);
            StreamCheck.update(config, config, false, StreamLimits.NONE, name -> STREAM);
        } catch (JsException refused) {
            assertThat(refused.error().description()).isNotEmpty();
        }
    }

    private static void consumer(byte[] data, boolean strict) throws JsonException {
        try {
            ConsumerCreateRequest request = Requests.consumer(data, strict);
            assertThat(ConsumerConfigJson.fromBytes(ConsumerConfigJson.toBytes(request.config())))
                    .isEqualTo(request.config());
            ConsumerConfig config =
                    ConsumerCheck.create(request.config(), STREAM, ConsumerServerLimits.NONE, request.pedantic());
            ConsumerCheck.update(config, config, subject -> true);
            assertThat(ConsumerConfigJson.fromBytes(ConsumerConfigJson.toBytes(config)))
                    .isEqualTo(config);
        } catch (JsException refused) {
            assertThat(refused.error().description()).isNotEmpty();
        }
    }

    private static void others(byte[] data, boolean strict) {
        try {
            Requests.streams(ResponseType.STREAM_LIST, data, strict);
            Requests.consumers(data, strict);
            Requests.streamInfo(data, strict);
            Requests.purge(data, strict);
            Requests.pause(data, strict);
            Requests.msgDelete(data, strict);
            Requests.msgGet(data, strict).badMsgGet();
            Requests.unpin(data);
        } catch (JsException refused) {
            assertThat(refused.error().errCode()).isIn(10025, 10162);
        }
    }
}
