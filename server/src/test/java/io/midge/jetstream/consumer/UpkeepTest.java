package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscription;
import io.midge.jetstream.consumer.Rig.Got;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must not pile up, be forgotten or go on for ever. */
class UpkeepTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void begin() {
        rig.create(durable("C"));
        rig.listen("in");
    }

    // ── what piles up

    @Test
    void whoAsksOftenIsWokenOnceByTheNextMessage() {
        begin();
        for (int i = 0; i < 100; i++) {
            rig.pull("C", "in", "{\"expires\":1000000000,\"batch\":1}");
            rig.pass(1100 * MS);
        }
        assertThat(rig.consumers.crew().audience().asleep()).isEqualTo(1);
        rig.pull("C", "in", "1");
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.lane.on(() -> rig.consumers.delete("C", error -> {}));
        rig.settle();
        assertThat(rig.consumers.crew().audience().asleep()).isZero();
    }

    @Test
    void whatGoesWhereNobodyConsumesIsNotKept() {
        rig.publish(100, "a");
        for (int seq = 1; seq < 100; seq += 2) {
            rig.delete(seq, seq);
        }
        assertThat(rig.consumers.untold()).isZero();
    }

    @Test
    void onlyWhoHoldsMessagesIsToldThatTheyAreGone() {
        begin();
        rig.create(durable("D"));
        rig.publish(5, "a");
        rig.pull("C", "in", "3");
        List<Got> got = rig.take();
        assertThat(rig.consumers.crew().holders().now())
                .extracting(Consumer::name)
                .containsExactly("C");
        rig.delete(2, 2);
        assertThat(rig.info("C").numAckPending()).isEqualTo(2);
        rig.ack(got.get(0));
        rig.ack(got.get(2));
        assertThat(rig.consumers.crew().holders().now()).isEmpty();
        rig.pull("C", "in", "1");
        assertThat(rig.seqs()).containsExactly(4L);
        rig.delete(4, 4);
        assertThat(rig.info("C").numAckPending()).isZero();
    }

    // ── times that are as long as a number can say

    @Test
    void aRequestThatWaitsForEverIsNotOver() {
        begin();
        rig.pull("C", "in", "{\"expires\":9223372036854775807,\"batch\":1}");
        assertThat(rig.statuses()).isEmpty();
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(1L);
    }

    @Test
    void anAcknowledgementThatIsWaitedForForEverIsNotMissed() {
        rig.create(durable("C").ackWaitNs(Long.MAX_VALUE));
        rig.listen("in");
        rig.publish(1, "a");
        rig.pull("C", "in", "5");
        assertThat(rig.seqs()).containsExactly(1L);
        rig.pass(60 * SECOND);
        assertThat(rig.seqs()).isEmpty();
    }

    // ── what is missed

    @Test
    void aMessageThatIsPutOffForLongDoesNotPutOffThoseBehindIt() {
        begin();
        rig.publish(2, "a");
        rig.pull("C", "in", "1");
        Got first = rig.take().getFirst();
        rig.ack(first, "-NAK {\"delay\":3600000000000}", "");
        rig.pass(40 * SECOND);
        rig.pull("C", "in", "1");
        assertThat(rig.seqs()).containsExactly(2L);
        rig.pull("C", "in", "1");
        rig.pass(29 * SECOND);
        assertThat(rig.seqs()).isEmpty();
        rig.pass(2 * SECOND);
        assertThat(rig.seqs()).as("30 s after its delivery").containsExactly(2L);
    }

    @Test
    void whoHasJustGoneIsSentNothing() {
        Subscription listed = rig.listen("out");
        rig.create(Rig.push("C", "out"));
        rig.pass(200 * MS);
        rig.ends(listed);
        rig.publish(20, "a");
        assertThat(rig.info("C").delivered().consumerSeq()).isZero();
        rig.listen("out");
        rig.pass(200 * MS);
        assertThat(rig.seqs()).hasSize(20);
    }
}
