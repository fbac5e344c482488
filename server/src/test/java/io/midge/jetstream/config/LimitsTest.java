package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the server and the account allow, sizes, and levels. */
class LimitsTest {
    private static final long SECOND = 1_000_000_000L;

    private static StreamConfig.Builder stream() {
        return StreamConfig.builder().name("S");
    }

    private static StreamConfig create(StreamConfig.Builder asked, boolean pedantic, StreamLimits limits)
            throws JsException {
        return StreamCheck.create(asked.build(), pedantic, limits, name -> null);
    }

    private static void assertRefused(int code, String text, ThrowingCallable call) {
        JsException e = catchThrowableOfType(JsException.class, call);
        ApiError error = Objects.requireNonNull(e).error();
        assertThat(error.errCode() + " " + error.description()).isEqualTo(code + " " + text);
    }

    @Test
    void theServerLimitsTheTimeInWhichDuplicatesAreFound() throws JsException {
        StreamLimits limits = new StreamLimits(60 * SECOND, false, 0, 0);
        assertThat(create(stream(), false, limits).duplicateWindowNs()).isEqualTo(60 * SECOND);
        assertThat(create(stream().maxAgeNs(SECOND), false, limits).duplicateWindowNs())
                .isEqualTo(SECOND);
        assertRefused(
                10052,
                "duplicates window can not be larger then server limit of 1m0s",
                () -> create(stream().duplicateWindowNs(61 * SECOND), false, limits));
        assertRefused(
                10157,
                "pedantic mode: duplicate window limits are higher than current limits",
                () -> create(stream(), true, limits));
    }

    @Test
    void theAccountLimitsHowLargeAStreamMayBecome() throws JsException {
        StreamLimits limits = new StreamLimits(0, true, 1000, 2000);
        assertRefused(
                10113, "account requires a stream config to have max bytes set", () -> create(stream(), false, limits));
        assertThat(create(stream().maxBytes(2000), false, limits).maxBytes()).isEqualTo(2000);
        assertRefused(
                10122,
                "stream max bytes exceeds account limit max stream bytes",
                () -> create(stream().maxBytes(2001), false, limits));
        assertRefused(
                10122,
                "stream max bytes exceeds account limit max stream bytes",
                () -> create(stream().maxBytes(1001).storage(StorageType.MEMORY), false, limits));
        assertThat(create(stream(), false, new StreamLimits(0, false, -1, -1)).maxBytes())
                .isEqualTo(-1);
    }

    @Test
    void theServerAndTheAccountLimitConsumers() throws JsException {
        StreamConfig stream = create(stream(), false, StreamLimits.NONE);
        ConsumerServerLimits limits = new ConsumerServerLimits(10, 100, 50);
        ConsumerConfig.Builder asked = ConsumerConfig.builder().ackPolicy(AckPolicy.EXPLICIT);
        ConsumerConfig made = ConsumerCheck.create(asked.build(), stream, limits, false);
        assertThat(made.maxAckPending()).isEqualTo(50);
        assertThat(made.maxRequestBatch()).isEqualTo(10);
        ConsumerConfig pending = asked.maxAckPending(101).build();
        assertRefused(
                10121,
                "consumer max ack pending exceeds system limit of 100",
                () -> ConsumerCheck.create(pending, stream, limits, false));
        ConsumerConfig less = asked.maxAckPending(51).build();
        assertRefused(
                10121,
                "consumer max ack pending exceeds system limit of 50",
                () -> ConsumerCheck.create(less, stream, limits, false));
        ConsumerConfig batch = asked.maxAckPending(5).maxRequestBatch(11).build();
        assertRefused(
                10125,
                "consumer max request batch exceeds server limit of 10",
                () -> ConsumerCheck.create(batch, stream, limits, false));
        ConsumerConfig silent = asked.maxRequestBatch(0).build();
        assertRefused(
                10157,
                "pedantic mode: max_request_batch must be set if it's JetStream limits are set",
                () -> ConsumerCheck.create(silent, stream, limits, true));
    }

    @Test
    void namesAndMetadataAreBounded() throws JsException {
        assertThat(create(StreamConfig.builder().name("é".repeat(127)), false, StreamLimits.NONE)
                        .name())
                .hasSize(127);
        assertRefused(
                10052,
                "stream name is too long, maximum allowed is 255",
                () -> create(StreamConfig.builder().name("é".repeat(128)), false, StreamLimits.NONE));
        // the level that a stream needs is counted: 15 bytes of the key and one of the value
        Map<String, String> most = Map.of("k", "v".repeat(128 * 1024 - 1 - 16));
        assertThat(create(stream().metadata(most), false, StreamLimits.NONE).metadata())
                .hasSize(2);
        Map<String, String> more = Map.of("k", "v".repeat(128 * 1024 - 16));
        assertRefused(
                10052,
                "stream metadata exceeds maximum size of 131072 bytes",
                () -> create(stream().metadata(more), false, StreamLimits.NONE));
        StreamConfig stream = create(stream(), false, StreamLimits.NONE);
        assertRefused(
                10135,
                "consumer metadata exceeds maximum size of 128KB",
                () -> ConsumerCheck.create(
                        ConsumerConfig.builder().metadata(more).build(), stream, ConsumerServerLimits.NONE, false));
        String name = "n".repeat(256);
        assertRefused(
                10102,
                "consumer name is too long, maximum allowed is 255",
                () -> ConsumerCheck.create(
                        ConsumerConfig.builder().durable(name).build(), stream, ConsumerServerLimits.NONE, false));
    }

    @Test
    void whatIsNotDoneYetIsRefusedByName() throws JsException {
        assertRefused(
                10052,
                "message counters are not supported yet",
                () -> create(stream().allowMsgCounter(true), false, StreamLimits.NONE));
        assertRefused(
                10052,
                "atomic batch publishing is not supported yet",
                () -> create(stream().allowAtomic(true), false, StreamLimits.NONE));
        assertRefused(
                10052,
                "fast batch publishing is not supported yet",
                () -> create(stream().allowBatched(true), false, StreamLimits.NONE));
        assertRefused(
                10052,
                "message scheduling is not supported yet",
                () -> create(stream().allowMsgSchedules(true), false, StreamLimits.NONE));
        StreamConfig stream = create(stream(), false, StreamLimits.NONE);
        assertRefused(
                10012,
                "priority groups are not supported yet",
                () -> ConsumerCheck.create(
                        ConsumerConfig.builder()
                                .priorityPolicy(PriorityPolicy.OVERFLOW)
                                .priorityGroups(List.of("g"))
                                .build(),
                        stream,
                        ConsumerServerLimits.NONE,
                        false));
        assertRefused(
                10012,
                "ack policy flow_control is not supported yet",
                () -> ConsumerCheck.create(
                        ConsumerConfig.builder()
                                .ackPolicy(AckPolicy.FLOW_CONTROL)
                                .deliverSubject("d")
                                .build(),
                        stream,
                        ConsumerServerLimits.NONE,
                        false));
    }

    @Test
    void aDeliverSubjectMovesOnlyWhileNobodyListens() throws JsException {
        StreamConfig stream = create(stream(), false, StreamLimits.NONE);
        ConsumerConfig old = ConsumerCheck.create(
                ConsumerConfig.builder().deliverSubject("d").build(), stream, ConsumerServerLimits.NONE, false);
        ConsumerConfig to = old.toBuilder().deliverSubject("e").build();
        ConsumerCheck.update(old, to, "e"::equals);
        assertRefused(10013, "consumer name already in use", () -> ConsumerCheck.update(old, to, "d"::equals));
    }

    @Test
    void levelsAreStoredAsNeededAndShownAsTheyAre() throws JsException {
        StreamConfig ttl =
                create(stream().allowMsgTtl(true).metadata(Map.of("_nats.ver", "9")), false, StreamLimits.NONE);
        assertThat(ttl.metadata()).containsExactly(Map.entry("_nats.req.level", "1"));
        assertThat(Levels.stored(stream().allowBatched(true).allowAtomic(true).build())
                        .metadata())
                .containsEntry("_nats.req.level", "4");
        assertThat(Levels.stored(stream().persistMode(PersistMode.ASYNC).build())
                        .metadata())
                .containsEntry("_nats.req.level", "2");
        assertThat(Levels.shown(ttl.metadata()))
                .isEqualTo(Map.of("_nats.req.level", "1", "_nats.ver", "2.15.2", "_nats.level", "5"));
        assertThat(Levels.supports(ttl.metadata())).isTrue();
        assertThat(Levels.supports(Map.of())).isTrue();
        assertThat(Levels.supports(Map.of("_nats.req.level", "6"))).isFalse();
        assertThat(Levels.supports(Map.of("_nats.req.level", "x"))).isFalse();
        assertThat(Levels.answers("5")).isTrue();
        assertThat(Levels.answers("")).isTrue();
        assertThat(Levels.answers("6")).isFalse();
        assertThat(Levels.answers("5 ")).isFalse();
    }
}
