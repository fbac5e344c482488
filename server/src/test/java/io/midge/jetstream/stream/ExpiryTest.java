package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StorageType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages whose time is over. */
class ExpiryTest {
    private static final String TTL_INVALID =
            "{\"error\":{\"code\":400,\"err_code\":10165,\"description\":\"invalid per-message TTL\"},\"stream\":\"S\",\"seq\":0}";

    @ParameterizedTest
    @EnumSource
    void whatIsTooOldGoes(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxAgeNs(Duration.ofSeconds(10).toNanos()));
            rig.publish("s.a", "1");
            rig.pass(Duration.ofSeconds(6));
            rig.publish("s.b", "2");
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.messages()).hasSize(2);
            rig.pass(Duration.ofMillis(1500));
            assertThat(rig.messages()).containsExactly("2 s.b 2");
            assertThat(rig.crowd.heard).contains("-1-1");
            rig.pass(Duration.ofSeconds(6));
            assertThat(rig.messages()).isEmpty();
            assertThat(rig.counted).isZero();
            rig.publish("s.c", "3");
            rig.pass(Duration.ofSeconds(11));
            assertThat(rig.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAgeThatIsSetLaterCountsForWhatIsThere(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config);
            rig.publish("s.a", "1");
            rig.pass(Duration.ofSeconds(6));
            rig.publish("s.b", "2");
            assertThat(rig.update(
                            config -> config.maxAgeNs(Duration.ofSeconds(5).toNanos())))
                    .isEmpty();
            assertThat(rig.messages()).containsExactly("2 s.b 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageMayHaveATimeOfItsOwn(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.allowMsgTtl(true));
            rig.publish("s.a", "1", "Nats-TTL: 3s");
            rig.publish("s.b", "2", "Nats-TTL: 1");
            rig.publish("s.c", "3");
            rig.pass(Duration.ofMillis(900));
            assertThat(rig.messages()).hasSize(3);
            rig.pass(Duration.ofMillis(400));
            assertThat(rig.messages()).containsExactly("1 s.a 1", "3 s.c 3");
            rig.pass(Duration.ofSeconds(2));
            assertThat(rig.messages()).containsExactly("3 s.c 3");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNeverExpiresOutlivesTheStreamsLimit(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config ->
                    config.allowMsgTtl(true).maxAgeNs(Duration.ofSeconds(2).toNanos()));
            rig.publish("s.a", "1", "Nats-TTL: never");
            rig.publish("s.b", "2");
            rig.publish("s.c", "3", "Nats-TTL: 10s");
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.messages()).containsExactly("1 s.a 1"); // the stream's limit holds for the third too
            rig.publish("s.d", "4");
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.messages()).containsExactly("1 s.a 1");
        }
    }

    @Test
    void aTimeThatMakesNoSenseIsRefused() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config.allowMsgTtl(true));
            assertThat(rig.publish("s", "x", "Nats-TTL: 500ms")).isEqualTo(TTL_INVALID);
            assertThat(rig.publish("s", "x", "Nats-TTL: soon")).isEqualTo(TTL_INVALID);
            assertThat(rig.publish("s", "x", "Nats-TTL: -1")).isEqualTo(TTL_INVALID);
            assertThat(rig.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastOfASubjectLeavesAMarker(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.allowMsgTtl(true)
                    .allowRollup(true)
                    .maxAgeNs(Duration.ofSeconds(2).toNanos())
                    .subjectDeleteMarkerTtlNs(Duration.ofSeconds(60).toNanos()));
            rig.publish("s.a", "1");
            rig.publish("s.a", "2");
            rig.publish("s.b", "3");
            rig.pass(Duration.ofMillis(2300));
            assertThat(rig.messages()).containsExactly("4 s.a ", "5 s.b ");
            assertThat(rig.headersOf(4))
                    .isEqualTo("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1m0s\r\nNats-Rollup: sub\r\n\r\n");
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.messages()).isEmpty(); // the stream's limit, and no marker of a marker
            assertThat(rig.counted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfItsOwnTimeLeavesAMarkerToo(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.allowMsgTtl(true)
                    .allowRollup(true)
                    .maxMsgsPerSubject(1)
                    .subjectDeleteMarkerTtlNs(Duration.ofSeconds(5).toNanos()));
            rig.publish("s.a", "1", "Nats-TTL: 1s");
            rig.publish("s.b", "2", "Nats-TTL: 1s", "KV-Operation: PURGE");
            rig.pass(Duration.ofMillis(1400));
            assertThat(rig.messages()).containsExactly("3 s.a ");
            rig.pass(Duration.ofSeconds(6));
            assertThat(rig.messages()).isEmpty();
        }
    }

    @Test
    void noMessageGoesBeforeAMarkerThatCameBeforeIt() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config.allowMsgTtl(true)
                    .allowRollup(true)
                    .subjectDeleteMarkerTtlNs(Duration.ofSeconds(60).toNanos()));
            rig.publish("s.a", "1", "A: b", "Nats-TTL: 1s", "C: d");
            assertThat(rig.headersOf(1)).isEqualTo("NATS/1.0\r\nA: b\r\nC: d\r\nNats-TTL: 60\r\n\r\n");
            rig.pass(Duration.ofSeconds(30));
            assertThat(rig.messages()).hasSize(1);
        }
    }
}
