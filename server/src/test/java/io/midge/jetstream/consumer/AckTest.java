package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.consumer.Rig.Got;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AckTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** A consumer that has delivered so many messages to {@code in}. */
    private List<Got> delivered(io.midge.jetstream.config.ConsumerConfig.Builder config, int count) {
        rig.create(config);
        rig.listen("in");
        rig.publish(count, "a");
        rig.take();
        rig.pull("C", "in", String.valueOf(count));
        List<Got> got = rig.take();
        assertThat(got).hasSize(count);
        return got;
    }

    private void assertFloor(long consumer, long stream, int pending, int redelivered) {
        ConsumerInfo info = rig.info("C");
        assertThat(List.of(
                        info.ackFloor().consumerSeq(), info.ackFloor().streamSeq(), (long) info.numAckPending(), (long)
                                info.numRedelivered()))
                .containsExactly(consumer, stream, (long) pending, (long) redelivered);
    }

    @Test
    void theFloorMovesOverWhatIsAcknowledgedWithoutAGap() {
        List<Got> got = delivered(durable("C"), 4);
        rig.ack(got.get(1));
        assertFloor(0, 0, 3, 0);
        rig.ack(got.get(0), "+ACK", "");
        assertFloor(2, 2, 2, 0);
        rig.ack(got.get(3), "+OK", "");
        rig.ack(got.get(2));
        assertFloor(4, 4, 0, 0);
        assertThat(rig.info("C").ackFloor().lastActive()).isNotNull();
    }

    @Test
    void anAcknowledgementOfAllTakesThoseBefore() {
        List<Got> got = delivered(durable("C").ackPolicy(AckPolicy.ALL), 4);
        rig.ack(got.get(2));
        assertFloor(3, 3, 1, 0);
        rig.ack(got.get(1));
        assertFloor(3, 3, 1, 0);
    }

    @Test
    void whoWantsToHearOfItIsTold() {
        List<Got> got = delivered(durable("C"), 3);
        rig.ack(got.get(0), "", "in");
        rig.ack(got.get(1), "+TERM", "in");
        rig.ack(got.get(2), "+WPI", "in");
        rig.ack(got.get(2), "nonsense", "in");
        assertThat(rig.take())
                .hasSize(4)
                .allMatch(each -> each.payload().isEmpty() && each.headers().isEmpty());
        assertFloor(2, 2, 1, 0);
    }

    @Test
    void whatWasNeverDeliveredIsNotAcknowledged() {
        List<Got> got = delivered(durable("C"), 1);
        rig.send(got.getFirst().reply().replace(".1.1.1.", ".1.99.99."), "in", "");
        rig.send("$JS.ACK.S.C.1.x.1.1.1", "in", "");
        rig.send("$JS.ACK.S.C.1.99999999999999999999999.1.1.1", "in", "");
        assertThat(rig.take()).isEmpty();
        assertFloor(0, 0, 1, 0);
    }

    @Test
    void theLongFormOfTheSubjectAcknowledgesAsWell() {
        delivered(durable("C"), 2);
        String hash = rig.account
                        .sublist()
                        .match(Rig.bytes("$JS.ACK.S.C.1.1.1.1.1"), 0, 21)
                        .isEmpty()
                ? ""
                : longHash();
        rig.send("$JS.ACK._." + hash + ".S.C.1.1.1.1.1", "", "");
        rig.send("$JS.ACK._." + hash + ".S.C.1.2.2.1.1.more.tokens", "", "");
        assertFloor(2, 2, 0, 0);
    }

    private String longHash() {
        String[] found = {""};
        rig.account.sublist().forEach(each -> {
            String subject = new String(each.subject(), java.nio.charset.StandardCharsets.ISO_8859_1);
            if (subject.startsWith("$JS.ACK._.")) {
                found[0] = subject.split("\\.", -1)[3];
            }
        });
        assertThat(found[0]).matches("[0-9A-Za-z]{8}");
        return found[0];
    }

    @Test
    void whatIsRefusedComesAgainAtOnce() {
        List<Got> got = delivered(durable("C"), 3);
        rig.ack(got.get(1), "-NAK", "");
        rig.pull("C", "in", "5");
        Got again = rig.take().getFirst();
        assertThat(again.reply()).startsWith("$JS.ACK.S.C.2.2.4.");
        assertFloor(0, 0, 3, 1);
        rig.ack(again);
        assertFloor(0, 0, 2, 0);
        rig.ack(got.get(0));
        assertFloor(2, 2, 1, 0);
    }

    @Test
    void whatIsRefusedWithADelayComesAgainThen() {
        List<Got> got = delivered(durable("C"), 3);
        rig.pull("C", "in", "5");
        rig.ack(got.get(0), "-NAK {\"delay\": 2000000000}", "");
        rig.ack(got.get(1), "-NAK 1.5s", "");
        rig.ack(got.get(2), "-NAK 1 fortnight", "");
        assertThat(rig.seqs()).containsExactly(3L);
        rig.pass(1400 * MS);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(200 * MS);
        assertThat(rig.seqs()).containsExactly(2L);
        rig.pass(500 * MS);
        assertThat(rig.seqs()).containsExactly(1L);
    }

    @Test
    void whatIsNotAcknowledgedInTimeComesAgainInItsOrder() {
        delivered(durable("C"), 3);
        rig.pull("C", "in", "10");
        rig.pass(29 * SECOND);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(2 * SECOND);
        assertThat(rig.seqs()).containsExactly(1L, 2L, 3L);
        assertFloor(0, 0, 3, 3);
    }

    @Test
    void whoIsWorkingOnItGetsMoreTime() {
        List<Got> got = delivered(durable("C"), 2);
        rig.pull("C", "in", "10");
        rig.pass(20 * SECOND);
        rig.ack(got.get(0), "+WPI", "");
        rig.pass(15 * SECOND);
        assertThat(rig.seqs()).containsExactly(2L);
        rig.pass(16 * SECOND);
        assertThat(rig.seqs()).containsExactly(1L);
    }

    @Test
    void eachTimeItIsWaitedAsLongAsTheStepsSay() {
        delivered(durable("C").ackWaitNs(SECOND).backoffNs(List.of(SECOND, 3 * SECOND, 10 * SECOND)), 1);
        rig.pull("C", "in", "10");
        rig.pass(1100 * MS);
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(2900 * MS);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(200 * MS);
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(9700 * MS);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(400 * MS);
        assertThat(rig.take().getFirst().number(4)).isEqualTo(4);
    }

    @Test
    void whatWasDeliveredAsOftenAsMayBeIsGivenUpWhenItWouldBeDeliveredAgain() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.C");
        List<Got> got = delivered(durable("C").maxDeliver(2).ackWaitNs(SECOND), 2);
        rig.ack(got.get(1));
        rig.pull("C", "in", "10");
        rig.pass(1100 * MS);
        assertThat(rig.seqs()).containsExactly(1L);
        assertFloor(0, 0, 1, 1);
        rig.pass(1100 * MS);
        Got advisory = rig.take().getFirst();
        assertThat(advisory.payload())
                .matches("\\{\"type\":\"io\\.nats\\.jetstream\\.advisory\\.v1\\.max_deliver\",\"id\":\"\\w{22}\","
                        + "\"timestamp\":\"2026-01-0[^\"]*Z\",\"stream\":\"S\",\"consumer\":\"C\","
                        + "\"stream_seq\":1,\"deliveries\":2}");
        assertFloor(0, 0, 0, 1);
        rig.publish(1, "a");
        rig.ack(rig.take().getFirst());
        assertFloor(4, 3, 0, 1);
    }

    @Test
    void ofOneDeliveryOnlyNothingIsShownAsRedelivered() {
        delivered(durable("C").maxDeliver(1).ackWaitNs(SECOND), 1);
        rig.pass(1100 * MS);
        assertFloor(0, 0, 0, 0);
        assertThat(rig.info("C").numPending()).isZero();
    }

    @Test
    void whatIsTerminatedIsToldWithTheReason() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.>");
        List<Got> got = delivered(durable("C"), 2).stream().toList();
        rig.ack(got.get(0), "+TERM  bad data ", "");
        rig.ack(got.get(1), "-NAK", "");
        List<Got> told = rig.take();
        assertThat(told)
                .extracting(Got::to)
                .containsExactly(
                        "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.S.C", "$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED.S.C");
        assertThat(told.get(0).payload())
                .contains("\"type\":\"io.nats.jetstream.advisory.v1.terminated\"")
                .endsWith("\"consumer\":\"C\",\"consumer_seq\":1,\"stream_seq\":1,\"deliveries\":1,"
                        + "\"reason\":\"bad data\"}");
        assertThat(told.get(1).payload())
                .contains("\"type\":\"io.nats.jetstream.advisory.v1.nak\"")
                .endsWith("\"consumer\":\"C\",\"consumer_seq\":2,\"stream_seq\":2,\"deliveries\":1}");
        assertFloor(1, 1, 1, 0);
    }

    @Test
    void acknowledgementsAreMeasuredWhereThatIsWanted() {
        rig.listen("$JS.EVENT.METRIC.CONSUMER.ACK.S.C");
        List<Got> got = delivered(durable("C").sampleFrequency("100%"), 1);
        rig.pass(7 * MS);
        rig.ack(got.getFirst());
        assertThat(rig.take().getFirst().payload())
                .contains("\"type\":\"io.nats.jetstream.metric.v1.consumer_ack\"")
                .endsWith("\"stream\":\"S\",\"consumer\":\"C\",\"consumer_seq\":1,\"stream_seq\":1,"
                        + "\"ack_time\":7000000,\"deliveries\":1}");
    }

    @Test
    void aPendingMessageThatIsDeletedIsTerminated() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.>");
        List<Got> got = delivered(durable("C").maxAckPending(3), 3);
        assertThat(got).hasSize(3);
        rig.delete(1, 1);
        assertThat(rig.take().getFirst().payload())
                .endsWith("\"consumer_seq\":1,\"stream_seq\":1,\"deliveries\":1,"
                        + "\"reason\":\"Unacknowledged message was deleted\"}");
        assertFloor(1, 1, 2, 0);
        rig.delete(3, 3);
        assertFloor(1, 1, 1, 0);
    }

    @Test
    void aPurgeForgetsWhatWasPendingAndTellsNobody() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.>");
        delivered(durable("C"), 3);
        rig.publish(2, "a");
        rig.purge(5);
        assertThat(rig.take()).isEmpty();
        assertFloor(3, 4, 0, 0);
        assertThat(rig.info("C").numPending()).isEqualTo(1);
        rig.pull("C", "in", "1");
        assertThat(rig.seqs()).containsExactly(5L);
    }

    @Test
    void whatIsAheadAndDeletedIsNotCountedAnyMore() {
        delivered(durable("C").filterSubject("a"), 1);
        rig.publish(3, "a");
        rig.publish(2, "b");
        assertThat(rig.info("C").numPending()).isEqualTo(3);
        rig.delete(3, 3);
        rig.delete(5, 5);
        assertThat(rig.info("C").numPending()).isEqualTo(2);
    }

    @Test
    void aQueueOfWorkLosesWhatIsDone() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.WORKQUEUE).build();
        List<Got> got = delivered(durable("C"), 3);
        rig.ack(got.get(1));
        assertThat(rig.has(2)).isFalse();
        assertThat(rig.has(1)).isTrue();
        rig.ack(got.get(0));
        rig.ack(got.get(2));
        assertThat(rig.stream.firstSeq()).isEqualTo(4);
        assertFloor(3, 3, 0, 0);
    }

    @Test
    void whoWaitsIsToldWhenWhatIsDoneHasLeftTheQueueOfWork() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.WORKQUEUE).build();
        List<Got> got = delivered(durable("C"), 2);
        rig.goesLater = true;
        rig.ack(got.get(0), "", "in");
        assertThat(rig.take()).isEmpty();
        rig.ack(got.get(0), "", "in"); // nothing goes any more
        assertThat(rig.take()).hasSize(1);
        rig.lane.on(() -> rig.waiting.forEach(Runnable::run));
        rig.settle();
        assertThat(rig.take()).hasSize(1);
    }

    @Test
    void whoRemovesAConsumerIsToldWhenWhatOnlyItNeededIsGone() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.INTEREST).build();
        delivered(durable("C"), 2);
        rig.goesLater = true;
        boolean[] told = {false};
        rig.lane.on(() -> rig.consumers.delete("C", error -> told[0] = true));
        rig.settle();
        assertThat(told[0]).isFalse();
        assertThat(rig.consumers.find("C")).isNull();
        rig.lane.on(() -> rig.waiting.forEach(Runnable::run));
        assertThat(told[0]).isTrue();
    }

    @Test
    void aMessageIsKeptUntilAllWhoWantItAreDone() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.INTEREST).build();
        rig.create(durable("D").filterSubject("b"));
        rig.create(durable("N").ackPolicy(AckPolicy.NONE).maxAckPending(0));
        List<Got> got = delivered(durable("C"), 2);
        rig.ack(got.get(0));
        assertThat(rig.has(1)).isTrue();
        rig.pull("N", "in", "2");
        assertThat(rig.has(1)).isFalse();
        assertThat(rig.has(2)).isTrue();
        rig.ack(got.get(1));
        assertThat(rig.has(2)).isFalse();
    }

    @Test
    void aMessageThatWasGivenUpIsStillNeeded() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.INTEREST).build();
        List<Got> got = delivered(durable("C").maxDeliver(1).ackWaitNs(SECOND), 1);
        rig.pass(1100 * MS);
        assertThat(rig.has(1)).isTrue();
        rig.ack(got.getFirst());
        assertThat(rig.has(1)).isFalse();
    }
}
