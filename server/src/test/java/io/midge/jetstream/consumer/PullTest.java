package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static io.midge.jetstream.consumer.Rig.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscription;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.consumer.Rig.Got;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PullTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void begin() {
        rig.create(durable("C"));
        rig.listen("in");
    }

    @Test
    void aRequestGetsAsManyMessagesAsItAsksForUnderTheirOwnSubjects() {
        begin();
        rig.publish("a.b", "NATS/1.0\r\nk: v\r\n\r\n", "body");
        rig.publish(4, "a.c");
        rig.pull("C", "in", "3");
        List<Got> got = rig.take();
        assertThat(got).hasSize(3);
        assertThat(got.getFirst().to()).isEqualTo("in");
        assertThat(got.getFirst().subject()).isEqualTo("a.b");
        assertThat(got.getFirst().headers()).isEqualTo("NATS/1.0\r\nk: v\r\n\r\n");
        assertThat(got.getFirst().payload()).isEqualTo("body");
        long time = Times.now(rig.lane);
        assertThat(got.getFirst().reply()).isEqualTo("$JS.ACK.S.C.1.1.1." + time + ".4");
        assertThat(got.get(2).reply()).isEqualTo("$JS.ACK.S.C.1.3.3." + time + ".2");
    }

    @Test
    void aRequestThatWaitsGetsWhatComes() {
        begin();
        rig.pull("C", "in", "2");
        rig.publish("a");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.publish(3, "a");
        assertThat(rig.seqs()).containsExactly(2L);
        assertThat(rig.info("C").numPending()).isEqualTo(2);
    }

    @Test
    void messagesThatGoBeforeTheyAreReadAreNotAhead() {
        rig.create(durable("C").filterSubjects(List.of("a", "c")));
        rig.listen("in");
        rig.publish(2, "a");
        assertThat(rig.info("C").numPending()).isEqualTo(2);
        rig.publish(2, "a");
        rig.publish("c");
        rig.delete(1, 4);
        rig.pull("C", "in", "1");
        assertThat(rig.seqs()).containsExactly(5L);
        assertThat(rig.info("C").numPending()).isZero();
    }

    @Test
    void requestsTakeTurns() {
        begin();
        rig.listen("two");
        rig.pull("C", "in", "3");
        rig.pull("C", "two", "2");
        rig.publish(6, "a");
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::to).containsExactly("in", "two", "in", "two", "in");
        assertThat(got).extracting(Got::seq).containsExactlyElementsOf(range(1, 5));
    }

    @Test
    void whoDoesNotWaitIsToldThatThereIsNothing() {
        begin();
        rig.pull("C", "in", "{\"no_wait\":true,\"batch\":5}");
        assertThat(rig.take()).extracting(Got::headers).containsExactly("NATS/1.0 404 No Messages\r\n\r\n");
    }

    @Test
    void whoDoesNotWaitGetsWhatThereIsAndIsToldThatThereIsNoMore() {
        begin();
        rig.publish(2, "a");
        rig.pull("C", "in", "{\"no_wait\":true,\"batch\":5}");
        List<Got> got = rig.take();
        assertThat(got).hasSize(3);
        assertThat(got.get(2).status()).isEqualTo("404 No Messages");
    }

    @Test
    void whoWaitsForTheFirstMessageOnlyIsDoneWithIt() {
        begin();
        rig.pull("C", "in", "{\"no_wait\":true,\"batch\":5,\"expires\":1000000000}");
        assertThat(rig.take()).isEmpty();
        rig.publish("a");
        assertThat(rig.take()).extracting(Got::status).containsExactly("", "404 No Messages");
    }

    @Test
    void whoDoesNotWaitIsRefusedWhileOthersWantAllThereIs() {
        begin();
        rig.create(durable("D").maxAckPending(1));
        rig.publish(3, "a");
        rig.pull("D", "in", "{\"batch\":10}");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pull("D", "in", "{\"no_wait\":true}");
        assertThat(rig.statuses()).containsExactly("408 Requests Pending");
    }

    @Test
    void aRequestWhoseTimeIsOverIsToldWhatItDidNotGet() {
        begin();
        rig.publish("a");
        rig.pull("C", "in", "{\"batch\":5,\"expires\":1000000000,\"max_bytes\":1000}");
        int size = rig.take().getFirst().reply().length() + 2;
        rig.pass(SECOND - 10 * MS);
        assertThat(rig.take()).isEmpty();
        rig.pass(20 * MS);
        assertThat(rig.take())
                .extracting(Got::headers)
                .containsExactly(Rig.status("408 Request Timeout", 4, 1000 - size));
        assertThat(rig.info("C").numWaiting()).isZero();
    }

    @Test
    void aMessageThatIsTooLargeEndsTheRequest() {
        begin();
        rig.publish("a", "", "0123456789".repeat(20));
        rig.settle();
        rig.pull("C", "in", "{\"batch\":2,\"max_bytes\":150}");
        assertThat(rig.take())
                .extracting(Got::headers)
                .containsExactly(Rig.status("409 Message Size Exceeds MaxBytes", 2, 150));
        assertThat(rig.info("C").numPending()).isEqualTo(1);
        rig.pull("C", "in", "");
        assertThat(rig.seqs()).containsExactly(1L);
    }

    @Test
    void aBatchThatIsCompleteTellsWhatBytesAreLeft() {
        begin();
        rig.publish("a");
        rig.pull("C", "in", "{\"batch\":1,\"max_bytes\":1000}");
        List<Got> got = rig.take();
        int size = got.getFirst().reply().length() + 2;
        assertThat(got.get(1).headers()).isEqualTo(Rig.status("409 Batch Completed", 0, 1000 - size));
    }

    @Test
    void aRequestThatWaitsHearsHeartbeats() {
        begin();
        rig.pull("C", "in", "{\"batch\":5,\"expires\":1000000000,\"idle_heartbeat\":300000000}");
        rig.pass(310 * MS);
        assertThat(rig.take())
                .extracting(Got::headers)
                .containsExactly("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 0\r\nNats-Last-Stream: 0\r\n\r\n");
        rig.publish("a");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(310 * MS);
        assertThat(rig.take())
                .extracting(Got::headers)
                .containsExactly("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n");
    }

    @Test
    void requestsBeyondTheLimitsAreRefused() {
        rig.create(durable("C")
                .maxRequestBatch(10)
                .maxRequestExpiresNs(90 * SECOND)
                .maxRequestMaxBytes(100));
        rig.listen("in");
        rig.pull("C", "in", "11");
        rig.pull("C", "in", "{\"expires\":90000000001}");
        rig.pull("C", "in", "{\"max_bytes\":101}");
        rig.pull("C", "in", "{\"expires\":1000,\"idle_heartbeat\":501}");
        rig.pull("C", "in", "{\"min_pending\":1}");
        rig.pull("C", "in", "{\"id\":\"x\"}");
        rig.pull("C", "in", "{\"priority\":10}");
        assertThat(rig.statuses())
                .containsExactly(
                        "409 Exceeded MaxRequestBatch of 10",
                        "409 Exceeded MaxRequestExpires of 1m30s",
                        "409 Exceeded MaxRequestMaxBytes of 100",
                        "400 Bad Request - heartbeat value too large",
                        "400 Bad Request - Not a Overflow Priority consumer",
                        "400 Bad Request - Not a Pinned Client Priority consumer",
                        "400 Bad Request - Priority must be between 0 and 9");
    }

    @Test
    void noMoreRequestsWaitThanMay() {
        rig.create(durable("C").maxWaiting(2));
        rig.listen("in");
        rig.pull("C", "in", "");
        rig.pull("C", "in", "{\"expires\":2000000000}");
        rig.pull("C", "in", "");
        assertThat(rig.statuses()).containsExactly("409 Exceeded MaxWaiting");
        rig.pull("C", "in", "{\"expires\":1000000000,\"idle_heartbeat\":100000000}");
        assertThat(rig.take()).isEmpty();
        assertThat(rig.info("C").numWaiting()).isEqualTo(2);
    }

    @Test
    void aRequestForWhichNobodyListensAnyMoreIsDropped() {
        begin();
        Subscription gone = rig.listen("gone");
        rig.pull("C", "gone", "10");
        rig.ends(gone);
        rig.publish(2, "a");
        assertThat(rig.info("C").numWaiting()).isZero();
        assertThat(rig.info("C").numPending()).isEqualTo(2);
        rig.pull("C", "in", "10");
        assertThat(rig.seqs()).containsExactly(1L, 2L);
    }

    @Test
    void whoWaitsIsToldThatTheConsumerIsDeleted() {
        begin();
        rig.pull("C", "in", "10");
        rig.lane.on(() -> rig.consumers.delete("C", error -> assertThat(error).isNull()));
        assertThat(rig.take()).extracting(Got::headers).containsExactly("NATS/1.0 409 Consumer Deleted\r\n\r\n");
        assertThat(rig.consumers.find("C")).isNull();
    }

    @Test
    void whoWaitsIsToldThatTheServerStops() {
        begin();
        rig.pull("C", "in", "{\"batch\":10,\"max_bytes\":99}");
        rig.lane.on(() -> rig.consumers.stop(Ending.SHUTDOWN));
        assertThat(rig.take()).extracting(Got::headers).containsExactly(Rig.status("409 Server Shutdown", 10, 99));
    }

    @Test
    void aPushConsumerTakesNoRequests() {
        rig.create(Rig.push("P", "to"));
        rig.listen("in");
        rig.pull("P", "in", "1");
        assertThat(rig.statuses()).containsExactly("409 Consumer is push based");
    }

    @Test
    void aRequestThatNeedsANewerServerIsRefused() {
        begin();
        rig.internal.publish(
                rig.account,
                Rig.bytes("$JS.API.CONSUMER.MSG.NEXT.S.C"),
                Rig.bytes("in"),
                Rig.bytes("NATS/1.0\r\nNats-Required-Api-Level: 999\r\n\r\n"),
                new byte[0]);
        assertThat(rig.statuses()).containsExactly("412 Required Api Level");
    }

    @Test
    void ackAndNextIsOneMessage() {
        begin();
        rig.publish(3, "a");
        rig.pull("C", "in", "1");
        rig.ack(rig.take().getFirst(), "+NXT 2", "in");
        assertThat(rig.seqs()).containsExactly(2L, 3L);
        assertThat(rig.info("C").ackFloor().streamSeq()).isEqualTo(1);
    }

    @Test
    void noMoreMessagesAreOutThanMayBeUnacknowledged() {
        rig.create(durable("C").maxAckPending(2));
        rig.listen("in");
        rig.publish(5, "a");
        rig.pull("C", "in", "10");
        List<Got> got = rig.take();
        assertThat(got).hasSize(2);
        rig.ack(got.getFirst());
        assertThat(rig.seqs()).containsExactly(3L);
    }

    @Test
    void whoDoesNotWaitIsDoneWithTheFirstHeartbeatWhileNoMoreMayBeOut() {
        rig.create(durable("C").maxAckPending(2));
        rig.listen("in");
        rig.publish(5, "a");
        rig.pull("C", "in", "{\"batch\":4,\"no_wait\":true,\"expires\":2000000000,\"idle_heartbeat\":100000000}");
        assertThat(rig.seqs()).containsExactly(1L, 2L);
        rig.pass(90 * MS);
        assertThat(rig.take()).isEmpty();
        rig.pass(20 * MS);
        assertThat(rig.statuses()).containsExactly("404 No Messages");
        assertThat(rig.info("C").numWaiting()).isZero();
    }

    @Test
    void largeBatchesComeInOrderWithExactCounts() {
        rig.create(durable("C").ackPolicy(AckPolicy.NONE).maxAckPending(0));
        rig.listen("in");
        rig.publish(5000, "a");
        rig.pull("C", "in", "5000");
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::seq).containsExactlyElementsOf(range(1, 5000));
        for (int i = 0; i < 5000; i++) {
            assertThat(got.get(i).number(6)).isEqualTo(i + 1);
            assertThat(got.get(i).number(8)).isEqualTo(4999 - i);
        }
    }
}
