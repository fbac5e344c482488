package io.midge.jetstream.source;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerConfigJson;
import io.midge.jetstream.config.ExternalStream;
import io.midge.jetstream.config.StreamSource;
import io.midge.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an origin: a consumer that pushes what is to be copied, or that a durable one begins again where its
 * acknowledgements stand.
 *
 * @param config of the consumer; null: a durable one is used that is there
 */
record ConsumerRequest(StreamSource source, @Nullable ConsumerConfig config) {
    /** How often a consumer that has nothing to deliver says that it is there. */
    static final long HEARTBEAT_NS = Duration.ofSeconds(1).toNanos();

    /** After this time without a word it is taken for gone, by both sides. */
    static final long SILENCE_NS = Duration.ofSeconds(10).toNanos();

    private static final long ACK_WAIT_NS = Duration.ofHours(22).toNanos();
    private static final String API = "$JS.API.";

    /** What each of these consumers has in common; who asks says what it is called, where it begins and where it delivers. */
    static ConsumerConfig.Builder config(StreamSource source, Map<String, String> metadata) {
        List<String> filters =
                source.subjectTransforms().stream().map(each -> each.source()).toList();
        boolean single = source.filterSubject().isEmpty() && filters.size() == 1;
        return ConsumerConfig.builder()
                .filterSubject(single ? filters.get(0) : source.filterSubject())
                .filterSubjects(single ? List.of() : filters)
                .ackPolicy(AckPolicy.NONE)
                .ackWaitNs(ACK_WAIT_NS)
                .maxDeliver(1)
                .heartbeatNs(HEARTBEAT_NS)
                .flowControl(true)
                .direct(true)
                .sourcing(true)
                .inactiveThresholdNs(SILENCE_NS)
                .metadata(metadata);
    }

    /** The subject that it is sent to. */
    String subject() {
        String stream = source.name();
        if (config == null) {
            return api("CONSUMER.RESET." + stream + '.' + durable(), source.external());
        }
        String filter = config.filterSubject();
        return api(
                "CONSUMER.CREATE." + stream + (filter.isEmpty() ? "" : '.' + config.name() + '.' + filter),
                source.external());
    }

    /** The subject that a consumer of the origin is deleted on. */
    static String deletion(StreamSource source, String consumer) {
        return api("CONSUMER.DELETE." + source.name() + '.' + consumer, source.external());
    }

    private static String api(String rest, @Nullable ExternalStream external) {
        return external == null ? API + rest : (external.api() + '.' + rest).replace("..", ".");
    }

    private String durable() {
        return source.consumer() == null ? "" : source.consumer().name();
    }

    /** Which consumer it is about. */
    String consumer() {
        return config == null ? durable() : config.name();
    }

    /** Where what it delivers is heard. */
    String deliverSubject() {
        if (config != null) {
            return config.deliverSubject();
        }
        return source.consumer() == null ? "" : source.consumer().deliverSubject();
    }

    /** Whether it is a durable consumer that somebody made for this. */
    boolean isDurable() {
        return config == null;
    }

    /** The same without what servers before 2.14 do not know, under another name. */
    ConsumerRequest plain(String name) {
        return config == null
                ? this
                : new ConsumerRequest(
                        source, config.toBuilder().sourcing(false).name(name).build());
    }

    /** Whether it is one that servers before 2.14 know as well. */
    boolean isPlain() {
        return config != null && !config.sourcing();
    }

    /** What it is sent with. */
    byte[] body() {
        if (config == null) {
            return new byte[0];
        }
        JsonWriter out = JsonWriter.compact().beginObject().string("stream_name", source.name());
        ConsumerConfigJson.write(out.name("config"), config);
        return out.string("action", "").endObject().toBytes();
    }
}
