package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.json.JsonException;
import io.midge.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What creates and updates consumers is read, checked and answered as nats-server does. */
class ConsumerAnswersTest {
    private final Map<String, StreamConfig> streams = new TreeMap<>();
    private final Map<String, ConsumerConfig> consumers = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> everyAnswerIsThatOfNatsServer() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Recorded recorded : Recorded.of("consumers.txt")) {
            tests.add(DynamicTest.dynamicTest(recorded.toString(), () -> play(recorded)));
        }
        return tests.stream();
    }

    private void play(Recorded recorded) throws JsonException, JsException {
        if (recorded.subject().startsWith("STREAM.CREATE.")) {
            StreamConfig asked = Requests.stream(recorded.bytes(), true).config();
            streams.put(asked.name(), StreamCheck.create(asked, false, StreamLimits.NONE, streams::get));
            return;
        }
        if (recorded.subject().startsWith("CONSUMER.DELETE.")) {
            consumers.remove(recorded.subject().substring("CONSUMER.DELETE.".length()));
            return;
        }
        ConsumerConfig config;
        try {
            config = create(recorded);
        } catch (JsException e) {
            if (!recorded.failed() && String.valueOf(e.getMessage()).endsWith(" not supported yet")) {
                return;
            }
            ApiError error = new ApiError(
                    e.error().code(), e.error().errCode(), e.error().description()); // without its limit
            assertThat(Utf8Text.of(Responses.error(ResponseType.CONSUMER_CREATE, error)))
                    .isEqualTo(recorded.answer());
            return;
        }
        JsonWriter out = JsonWriter.compact();
        ConsumerConfigJson.write(out, config, Levels.shown(config.metadata()));
        assertThat(recorded.answer()).contains("\"config\":" + out + ",\"delivered\":");
        assertThat(ConsumerConfigJson.fromBytes(ConsumerConfigJson.toBytes(config)))
                .isEqualTo(config);
    }

    private ConsumerConfig create(Recorded recorded) throws JsException {
        ConsumerCreateRequest request = Requests.consumer(recorded.bytes(), true);
        ConsumerConfig asked = ConsumerCheck.request("$JS.API." + recorded.subject(), request);
        StreamConfig stream = streams.get(request.stream());
        if (stream == null) {
            throw new JsException(JsError.STREAM_NOT_FOUND);
        }
        String key = request.stream() + '.' + asked.name();
        ConsumerConfig old = consumers.get(key);
        if (old != null) {
            asked = asked.toBuilder().pauseUntil(old.pauseUntil()).build();
        }
        ConsumerConfig config = ConsumerCheck.create(asked, stream, ConsumerServerLimits.NONE, request.pedantic());
        if (old != null) {
            if (request.action() == ConsumerAction.CREATE && !ConsumerCheck.isSame(old, config)) {
                throw new JsException(JsError.CONSUMER_ALREADY_EXISTS);
            }
            ConsumerCheck.update(old, config, subject -> false);
        } else if (request.action() == ConsumerAction.UPDATE) {
            throw new JsException(JsError.CONSUMER_DOES_NOT_EXIST);
        }
        queue(config, stream);
        config = ConsumerCheck.inForce(config);
        consumers.put(key, config);
        return config;
    }

    /** Of the checks of work queues, those that need no other consumer. */
    private static void queue(ConsumerConfig config, StreamConfig stream) throws JsException {
        if (stream.retention() == RetentionPolicy.WORKQUEUE && config.ackPolicy() != AckPolicy.EXPLICIT) {
            throw new JsException(JsError.CONSUMER_WQ_REQUIRES_EXPLICIT_ACK);
        }
    }
}
