package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.account.Nuid;
import io.midge.conf.ByteText;
import io.midge.json.JsonWriter;
import io.midge.json.ZonedTime;
import io.midge.loop.Confined;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Publishes what becomes of consumers and messages, as far as somebody listens. */
@Confined("stream lane")
final class Advisories {
    private static final String PLACE = "$JS.EVENT.ADVISORY.CONSUMER.";
    private static final String TYPE = "io.nats.jetstream.advisory.v1.";
    private static final byte[] NONE = {};
    /** Go's zero time, as it writes it. */
    private static final ZonedTime NO_TIME = ZonedTime.utc(Instant.parse("0001-01-01T00:00:00Z"));

    private final StreamDoor stream;
    private final Nuid ids;

    Advisories(StreamDoor stream) {
        this.stream = stream;
        this.ids = new Nuid(stream.random());
    }

    void created(String consumer) {
        action("CREATED.", consumer, "create");
    }

    void deleted(String consumer) {
        action("DELETED.", consumer, "delete");
    }

    private void action(String place, String consumer, String action) {
        send(PLACE + place, TYPE + "consumer_action", consumer, out -> out.string("action", action));
    }

    /** @param until null: it is not paused */
    void paused(String consumer, boolean paused, @Nullable ZonedTime until) {
        send(
                PLACE + "PAUSE.",
                TYPE + "consumer_pause",
                consumer,
                out -> out.bool("paused", paused).time("pause_until", until == null ? NO_TIME : until));
    }

    void maxDeliveries(String consumer, long seq, long deliveries) {
        send(
                PLACE + "MAX_DELIVERIES.",
                TYPE + "max_deliver",
                consumer,
                out -> out.unsigned("stream_seq", seq).unsigned("deliveries", deliveries));
    }

    void naked(String consumer, long consumerSeq, long seq, long deliveries) {
        send(
                PLACE + "MSG_NAKED.",
                TYPE + "nak",
                consumer,
                out -> delivery(out, consumerSeq, seq).unsigned("deliveries", deliveries));
    }

    /** @param reason empty: none is given */
    void terminated(String consumer, long consumerSeq, long seq, long deliveries, String reason) {
        send(
                PLACE + "MSG_TERMINATED.",
                TYPE + "terminated",
                consumer,
                out -> delivery(out, consumerSeq, seq)
                        .unsigned("deliveries", deliveries)
                        .stringIfSet("reason", reason));
    }

    /** @param ackNs between delivery and acknowledgement */
    void acknowledged(String consumer, long consumerSeq, long seq, long ackNs, long deliveries) {
        send(
                "$JS.EVENT.METRIC.CONSUMER.ACK.",
                "io.nats.jetstream.metric.v1.consumer_ack",
                consumer,
                out -> delivery(out, consumerSeq, seq)
                        .integer("ack_time", ackNs)
                        .unsigned("deliveries", deliveries));
    }

    private static JsonWriter delivery(JsonWriter out, long consumerSeq, long seq) {
        return out.unsigned("consumer_seq", consumerSeq).unsigned("stream_seq", seq);
    }

    private void send(String place, String type, String consumer, UnaryOperator<JsonWriter> fields) {
        Account account = stream.account();
        byte[] subject = ByteText.bytes(place + stream.name() + "." + consumer);
        if (!account.sublist().hasInterest(subject, 0, subject.length)) {
            return;
        }
        JsonWriter out = JsonWriter.compact()
                .beginObject()
                .string("type", type)
                .string("id", ids.next())
                .time("timestamp", stream.lane().clock().instant())
                .string("stream", stream.name())
                .string("consumer", consumer);
        fields.apply(out).stringIfSet("domain", stream.domain()).endObject();
        stream.postbox().put(account, subject, NONE, NONE, out.toBytes());
    }
}
