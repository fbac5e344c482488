package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.push;
import static io.midge.jetstream.consumer.Rig.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscription;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ReplayPolicy;
import io.midge.jetstream.consumer.Rig.Got;
import io.midge.json.ZonedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static ConsumerConfig.Builder none(String name, String to) {
        return push(name, to).ackPolicy(AckPolicy.NONE).maxAckPending(0);
    }

    @Test
    void messagesComeAsSoonAsSomebodyListens() {
        rig.publish(2, "a");
        assertThat(rig.create(push("P", "to")).get().pushBound()).isFalse();
        assertThat(rig.take()).isEmpty();
        Subscription listens = rig.listen("to");
        assertThat(rig.seqs()).containsExactly(1L, 2L);
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(3L);
        assertThat(rig.info("P").pushBound()).isTrue();
        rig.ends(listens);
        rig.publish(1, "a");
        assertThat(rig.info("P").pushBound()).isFalse();
        assertThat(rig.info("P").numPending()).isEqualTo(1);
    }

    @Test
    void aGroupIsInterestedOnlyIfItIsThatGroup() {
        rig.listen("to", "other");
        rig.listen("to");
        rig.publish(1, "a");
        assertThat(rig.create(push("P", "to").deliverGroup("g")).get().pushBound())
                .isFalse();
        rig.listen("to", "g");
        assertThat(rig.take()).hasSize(3);
        assertThat(rig.info("P").pushBound()).isTrue();
    }

    @Test
    void aHeartbeatComesWhenNothingElseDoes() {
        rig.listen("to");
        rig.create(none("P", "to").heartbeatNs(SECOND));
        rig.pass(900 * MS);
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(900 * MS);
        assertThat(rig.take()).isEmpty();
        rig.pass(200 * MS);
        assertThat(rig.take())
                .extracting(Got::headers)
                .containsExactly("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n");
    }

    @Test
    void flowControlAsksAtHalfOfTheWindowAndWaitsBehindIt() {
        rig.listen("to");
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 5; i++) {
            rig.publish("a", "", large);
        }
        rig.create(none("P", "to").heartbeatNs(SECOND).flowControl(true));
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::status).containsExactly("", "", "100 FlowControl Request", "");
        String asked = got.get(2).reply();
        assertThat(asked).matches("\\$JS\\.FC\\.S\\.P\\.[0-9A-Za-z]{4}");
        rig.pass(1100 * MS);
        assertThat(rig.take().getFirst().headers())
                .isEqualTo("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 3\r\nNats-Last-Stream: 3\r\n"
                        + "Nats-Consumer-Stalled: " + asked + "\r\n\r\n");
        rig.send("$JS.FC.S.P.none", "", "");
        assertThat(rig.take()).isEmpty();
        rig.send(asked, "", "");
        assertThat(rig.take()).extracting(Got::status).contains("", "100 FlowControl Request");
        assertThat(rig.info("P").numPending()).isZero();
    }

    @Test
    void noMoreGoesOutThanTheRateAllows() {
        rig.config = rig.config.toBuilder().maxMsgSize(1000).build();
        rig.listen("to");
        rig.create(none("P", "to").rateLimitBps(8_000));
        for (int i = 0; i < 4; i++) {
            rig.publish("a", "", "x".repeat(470));
        }
        assertThat(rig.seqs()).hasSize(1);
        rig.pass(SECOND);
        int second = rig.seqs().size();
        rig.pass(SECOND);
        int third = rig.seqs().size();
        assertThat(second).isBetween(1, 2);
        assertThat(second + third).isBetween(3, 3);
    }

    @Test
    void whatWasThereIsReplayedAtItsPace() {
        rig.publish(1, "a");
        rig.pass(2 * SECOND);
        rig.publish(2, "a");
        rig.pass(SECOND);
        rig.publish(1, "a");
        rig.listen("to");
        rig.create(none("P", "to").replayPolicy(ReplayPolicy.ORIGINAL));
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(1900 * MS);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(200 * MS);
        assertThat(rig.seqs()).containsExactly(2L, 3L);
        rig.pass(SECOND);
        assertThat(rig.seqs()).containsExactly(4L);
        rig.pass(SECOND);
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(5L);
    }

    @Test
    void headersAloneTellTheSizeOfThePayload() {
        rig.listen("to");
        rig.create(none("P", "to").headersOnly(true));
        rig.publish("a", "", "hello");
        rig.publish("a", "NATS/1.0\r\nk: v\r\n\r\n", "");
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::payload).containsOnly("");
        assertThat(got)
                .extracting(Got::headers)
                .containsExactly(
                        "NATS/1.0\r\nNats-Msg-Size: 5\r\n\r\n", "NATS/1.0\r\nk: v\r\nNats-Msg-Size: 0\r\n\r\n");
    }

    @Test
    void aPauseKeepsItsZoneUntilTheConsumerIsNamedAgainAndIsToldEachTime() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.PAUSE.S.P");
        Instant until = Instant.parse("2200-01-01T00:00:00.5Z");
        ConsumerConfig asked =
                none("P", "to").pauseUntil(new ZonedTime(until, -20_700)).build();
        rig.create(asked.toBuilder());
        assertThat(rig.info("P").config().pauseUntil()).isEqualTo(asked.pauseUntil());
        assertThat(rig.take().getFirst().payload())
                .endsWith("\"paused\":true,\"pause_until\":\"2199-12-31T18:15:00.5-05:45\"}");
        rig.create(asked.toBuilder());
        assertThat(rig.info("P").config().pauseUntil()).isEqualTo(ZonedTime.utc(until));
        assertThat(rig.take())
                .singleElement()
                .satisfies(got -> assertThat(got.payload())
                        .endsWith("\"paused\":true,\"pause_until\":\"2200-01-01T00:00:00.5Z\"}"));
    }

    @Test
    void aPausedConsumerDeliversWhenItsTimeHasCome() {
        rig.listen("to");
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.PAUSE.S.P");
        rig.create(none("P", "to").heartbeatNs(2 * SECOND));
        Instant until = rig.lane.instant().plusSeconds(3);
        List<Rig.Made> made = new ArrayList<>();
        rig.lane.on(() -> rig.consumers.pause("P", until, Rig.outcome(made)));
        rig.publish(1, "a");
        assertThat(made.getFirst().get().paused()).isTrue();
        assertThat(made.getFirst().get().pauseRemainingNs()).isEqualTo(3 * SECOND);
        assertThat(rig.take().getFirst().payload())
                .endsWith("\"stream\":\"S\",\"consumer\":\"P\",\"paused\":true,\"pause_until\":\"" + until + "\"}");
        rig.pass(2900 * MS);
        assertThat(rig.take()).extracting(Got::status).containsExactly("100 Idle Heartbeat");
        rig.pass(200 * MS);
        List<Got> got = rig.take();
        assertThat(got.getFirst().payload()).contains("\"paused\":false");
        assertThat(got.get(1).seq()).isEqualTo(1);
        assertThat(rig.info("P").paused()).isFalse();
    }

    @Test
    void anEphemeralConsumerGoesWhenNobodyListens() {
        Subscription listens = rig.listen("to");
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.DELETED.S.E");
        assertThat(rig.create(none("E", "to").durable("")).get().config().inactiveThresholdNs())
                .isEqualTo(5 * SECOND);
        rig.pass(20 * SECOND);
        rig.ends(listens);
        rig.pass(4 * SECOND);
        assertThat(rig.consumers.find("E")).isNotNull();
        rig.pass(4 * SECOND);
        assertThat(rig.consumers.find("E")).isNull();
        assertThat(rig.take().getFirst().payload()).contains("\"action\":\"delete\"");
    }

    @Test
    void anotherDeliverSubjectGetsWhatIsPendingAgain() {
        Subscription listens = rig.listen("to");
        rig.create(push("P", "to"));
        rig.publish(2, "a");
        assertThat(rig.seqs()).containsExactly(1L, 2L);
        rig.ends(listens);
        rig.listen("there");
        assertThat(rig.create(push("P", "there")).code()).isZero();
        rig.pass(110 * MS);
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::to).containsOnly("there");
        assertThat(got).extracting(Got::seq).containsExactly(1L, 2L);
        assertThat(got).extracting(each -> each.number(4)).containsOnly(2L);
    }

    @Test
    void manyMessagesWaitForRoomAndAllCome() {
        rig.listen("to");
        String body = "x".repeat(4000);
        for (int i = 0; i < 6000; i++) {
            rig.publish("a", "", body);
            rig.settle();
        }
        rig.create(none("P", "to"));
        assertThat(rig.seqs()).containsExactlyElementsOf(range(1, 6000));
    }
}
