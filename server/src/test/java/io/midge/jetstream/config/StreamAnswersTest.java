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

/** What creates and updates streams is read, checked and answered as nats-server does. */
class StreamAnswersTest {
    private final Map<String, StreamConfig> streams = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> everyAnswerIsThatOfNatsServer() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Recorded recorded : Recorded.of("streams.txt")) {
            tests.add(DynamicTest.dynamicTest(recorded.toString(), () -> play(recorded)));
        }
        return tests.stream();
    }

    private void play(Recorded recorded) throws JsonException {
        String verb = recorded.token(1);
        if (verb.equals("DELETE")) {
            streams.remove(recorded.token(2));
            return;
        }
        boolean create = verb.equals("CREATE");
        ResponseType type = create ? ResponseType.STREAM_CREATE : ResponseType.STREAM_UPDATE;
        StreamConfig config;
        try {
            config = create ? create(recorded) : update(recorded);
        } catch (JsException e) {
            if (!recorded.failed() && String.valueOf(e.getMessage()).endsWith(" not supported yet")) {
                return;
            }
            assertThat(Utf8Text.of(Responses.error(type, e.error()))).isEqualTo(recorded.answer());
            return;
        }
        streams.put(config.name(), config);
        JsonWriter out = JsonWriter.compact();
        StreamConfigJson.write(out, config, Levels.shown(config.metadata()));
        assertThat(recorded.answer()).contains("\"config\":" + out + ",\"created\":");
        assertThat(StreamConfigJson.fromBytes(StreamConfigJson.toBytes(config))).isEqualTo(config);
    }

    private StreamConfig create(Recorded recorded) throws JsException {
        StreamConfigRequest asked = Requests.stream(recorded.bytes(), true);
        StreamCheck.request(recorded.token(2), asked.config());
        StreamConfig config = StreamCheck.create(asked.config(), asked.pedantic(), StreamLimits.NONE, streams::get);
        StreamConfig there = streams.get(config.name());
        if (there != null) {
            if (StreamCheck.isSame(there, config)) {
                return there;
            }
            throw new JsException(JsError.STREAM_NAME_EXIST);
        }
        StreamCheck.filters(config);
        overlap(config);
        return config;
    }

    private StreamConfig update(Recorded recorded) throws JsException {
        StreamConfigRequest asked = Requests.stream(recorded.bytes(), true);
        StreamConfig config = StreamCheck.check(asked.config(), asked.pedantic(), StreamLimits.NONE, streams::get);
        if (!recorded.token(2).equals(config.name())) {
            throw new JsException(JsError.STREAM_MISMATCH);
        }
        StreamConfig old = streams.get(config.name());
        if (old == null) {
            throw new JsException(JsError.STREAM_NOT_FOUND);
        }
        config = StreamCheck.update(old, config, asked.pedantic(), StreamLimits.NONE, streams::get);
        overlap(config);
        return config;
    }

    private void overlap(StreamConfig config) throws JsException {
        for (StreamConfig other : streams.values()) {
            if (!other.name().equals(config.name()) && StreamCheck.overlap(config.subjects(), other.subjects())) {
                throw new JsException(JsError.STREAM_SUBJECT_OVERLAP);
            }
        }
    }
}
