package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamConfigJson;
import io.midge.jetstream.consumer.Ending;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream that comes back from its files. */
class RestartTest {
    @Test
    void itGoesOnWhereItStood() {
        try (Rig rig = Rig.inFiles()) {
            StreamConfig config = rig.make(how -> how.maxMsgsPerSubject(2)).config();
            rig.publish("s.a", "1", "Nats-Msg-Id: one");
            rig.publish("s.a", "2", "Nats-Msg-Id: two");
            rig.restart(config);
            assertThat(rig.messages()).containsExactly("1 s.a 1", "2 s.a 2");
            assertThat(rig.publish("s.a", "x", "Nats-Msg-Id: one"))
                    .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
            assertThat(rig.publish("s.a", "3", "Nats-Expected-Last-Msg-Id: two"))
                    .contains("\"seq\":3");
            assertThat(rig.messages()).containsExactly("2 s.a 2", "3 s.a 3");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @Test
    void whatExpiredMeanwhileGoes() {
        try (Rig rig = Rig.inFiles()) {
            StreamConfig config = rig.make(how -> how.allowMsgTtl(true)
                            .maxAgeNs(Duration.ofSeconds(60).toNanos()))
                    .config();
            rig.publish("s.a", "1", "Nats-TTL: 1s");
            rig.publish("s.b", "2");
            rig.on(() -> rig.stream().stop(Ending.SHUTDOWN));
            rig.pass(Duration.ofSeconds(5));
            rig.restart(config);
            rig.pass(Duration.ofMillis(1));
            assertThat(rig.messages()).containsExactly("2 s.b 2");
        }
    }

    @Test
    void limitsThatItDoesNotKeepAreKept() {
        try (Rig rig = Rig.inFiles()) {
            StreamConfig config = rig.make(how -> how).config();
            for (int i = 0; i < 9; i++) {
                rig.publish("s.a", "m" + i);
            }
            rig.restart(config.toBuilder().maxMsgs(4).build());
            assertThat(rig.messages()).hasSize(4);
        }
    }

    @Test
    void anUpdateIsDurable() throws Exception {
        try (Rig rig = Rig.inFiles()) {
            rig.make(how -> how);
            rig.update(how -> how.description("another").maxMsgs(7));
            byte[] stored = rig.stream().store().config();
            StreamConfig read = StreamConfigJson.fromBytes(stored);
            assertThat(read.description()).isEqualTo("another");
            assertThat(read.maxMsgs()).isEqualTo(7);
        }
    }

    @Test
    void aStreamThatHasEndedHearsNothing() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(how -> how.allowDirect(true));
            rig.on(() -> rig.stream().stop(Ending.DELETED));
            assertThat(rig.publish("s.a", "1")).isEmpty();
            assertThat(rig.request("$JS.API.DIRECT.GET.S", "{\"seq\":1}")).isEmpty();
            assertThat(rig.purge("", 0, 0)).isEqualTo("10059 stream not found");
            assertThat(rig.account.sublist().count()).isEqualTo(1); // who hears the answers
        }
    }
}
