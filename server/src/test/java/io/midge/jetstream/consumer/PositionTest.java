package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static io.midge.jetstream.consumer.Rig.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.SequenceInfo;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How far a consumer says it is that has nothing to deliver: as nats-server moves it. */
class PositionTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private long delivered(String name) {
        return rig.info(name).delivered().streamSeq();
    }

    /** These are gone, as a purge of a filter or a rollup does it. */
    private void purge(String filter, long... seqs) {
        for (long seq : seqs) {
            rig.delete(seq, seq);
        }
        rig.lane.on(() -> rig.consumers.purged(filter));
        rig.settle();
    }

    @Test
    void aPurgedSubjectLeadsThoseWhoTakeOnlyThatToWhatIsLeftOfIt() {
        rig.create(durable("literal").filterSubject("s.b"));
        rig.create(durable("all"));
        rig.create(durable("other").filterSubject("t"));
        rig.create(durable("more").filterSubjects(List.of("s.b", "t")));
        rig.publish(3, "s.b");
        rig.publish(2, "t");
        rig.publish(1, "s.b");
        purge("s.b", 1, 2, 3);
        assertThat(delivered("literal")).isEqualTo(5);
        assertThat(delivered("all")).isEqualTo(3);
        assertThat(delivered("more")).isEqualTo(3);
        assertThat(delivered("other")).isZero();
        assertThat(rig.info("literal").numPending()).isEqualTo(1);
        rig.listen("in");
        rig.pull("all", "in", "9");
        assertThat(rig.seqs()).containsExactly(4L, 5L, 6L);
    }

    @Test
    void whatIsLeftOfAPurgedPatternCountsForThoseWhoTakePartOfIt() {
        rig.create(durable("C").filterSubject("s.b"));
        rig.create(durable("overlaps").filterSubject("*.b"));
        rig.publish(2, "s.b");
        rig.publish(1, "s.a");
        rig.publish(1, "t");
        purge("s.*", 1, 2);
        assertThat(delivered("C")).isEqualTo(2);
        assertThat(delivered("overlaps")).isZero();
        purge("s.*", 3);
        assertThat(delivered("C")).isEqualTo(4);
    }

    @Test
    void aPurgeShowsHowFarWasLooked() {
        rig.create(durable("C").filterSubject("a"));
        rig.listen("in");
        rig.publish(1, "a");
        rig.publish(2, "b");
        rig.pull("C", "in", "{\"batch\":2}");
        rig.ack(rig.take().getFirst());
        assertThat(delivered("C")).isEqualTo(1);
        rig.purge(2);
        ConsumerInfo info = rig.info("C");
        assertThat(info.delivered().streamSeq()).isEqualTo(3);
        assertThat(info.ackFloor()).extracting(SequenceInfo::consumerSeq).isEqualTo(1L);
        assertThat(info.ackFloor().streamSeq()).isEqualTo(3);
        rig.publish(1, "a");
        assertThat(rig.seqs()).containsExactly(4L);
    }

    @Test
    void thatItIsWatchedDoesNotMoveIt() {
        rig.listen("to");
        rig.create(push("P", "to")
                .filterSubject("b")
                .ackPolicy(AckPolicy.NONE)
                .durable("")
                .name("P"));
        rig.publish(3, "a");
        rig.pass(3 * SECOND);
        assertThat(delivered("P")).isZero();
        rig.publish(1, "b");
        assertThat(rig.seqs()).containsExactly(4L);
    }
}
