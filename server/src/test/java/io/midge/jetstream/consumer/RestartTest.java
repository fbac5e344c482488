package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static io.midge.jetstream.consumer.Rig.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.consumer.Rig.Got;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aConsumerIsAgainWhatItWas() {
        rig.create(durable("C").filterSubject("a").description("mine").maxAckPending(7));
        ConsumerInfo before = rig.info("C");
        rig.restart();
        ConsumerInfo after = rig.info("C");
        assertThat(after.config()).isEqualTo(before.config());
        assertThat(after.created()).isEqualTo(before.created());
        assertThat(after.config().maxAckPending()).isEqualTo(7);
    }

    @Test
    void whatWasDeliveredAndAcknowledgedIsKnownAgain() {
        rig.create(durable("C"));
        rig.listen("in");
        rig.publish(5, "a");
        rig.pull("C", "in", "4");
        List<Got> got = rig.take();
        rig.ack(got.get(0));
        rig.ack(got.get(2), "", "in");
        assertThat(rig.take()).hasSize(1);
        rig.restart();
        ConsumerInfo info = rig.info("C");
        assertThat(info.delivered().consumerSeq()).isEqualTo(4);
        assertThat(info.delivered().streamSeq()).isEqualTo(4);
        assertThat(info.ackFloor().streamSeq()).isEqualTo(1);
        assertThat(info.numAckPending()).isEqualTo(2);
        assertThat(info.numPending()).isEqualTo(1);
        rig.pull("C", "in", "9");
        assertThat(rig.seqs()).containsExactly(5L);
        rig.pass(31 * SECOND);
        assertThat(rig.seqs()).containsExactly(2L, 4L, 5L);
    }

    @Test
    void whatWaitedLongEnoughMeanwhileComesSoon() {
        rig.create(durable("C").ackWaitNs(SECOND));
        rig.listen("in");
        rig.publish(1, "a");
        rig.pull("C", "in", "1");
        rig.take();
        rig.restart();
        rig.lane.pass(0);
        rig.pull("C", "in", "1");
        rig.pass(2 * SECOND);
        assertThat(rig.take().getFirst().number(4)).isEqualTo(2);
    }

    @Test
    void changesAndDeletionsAreKept() {
        rig.create(durable("C"));
        rig.create(durable("D"));
        rig.create(durable("C").description("other"));
        rig.lane.on(() -> rig.consumers.delete("D", error -> {}));
        rig.settle();
        rig.restart();
        assertThat(rig.info("C").config().description()).isEqualTo("other");
        assertThat(rig.consumers.find("D")).isNull();
        assertThat(rig.create(durable("D")).created()).isTrue();
    }

    @Test
    void onesOfMemoryAreGone() {
        rig.create(durable("M").memoryStorage(true));
        rig.create(push("E", "to")
                .durable("")
                .direct(true)
                .ackPolicy(AckPolicy.NONE)
                .maxAckPending(0));
        rig.create(durable("C"));
        rig.restart();
        assertThat(rig.consumers.list()).extracting(Consumer::name).containsExactly("C");
        assertThat(rig.consumers.find("E")).isNull();
    }

    @Test
    void ephemeralOnesGoIfNobodyComesBack() {
        rig.create(durable("E").durable(""));
        rig.restart();
        assertThat(rig.consumers.find("E")).isNotNull();
        rig.pass(7 * SECOND);
        assertThat(rig.consumers.find("E")).isNull();
    }

    @Test
    void nobodyIsToldOfAnAcknowledgementBeforeItIsDurable() {
        rig.create(durable("C"));
        rig.listen("in");
        rig.publish(1, "a");
        rig.pull("C", "in", "1");
        Got got = rig.take().getFirst();
        rig.refuses = true;
        rig.ack(got, "", "in");
        rig.pass(100 * MS);
        assertThat(rig.take()).isEmpty();
        rig.refuses = false;
        rig.pass(100 * MS);
        assertThat(rig.take()).hasSize(1);
        rig.restart();
        assertThat(rig.info("C").ackFloor().streamSeq()).isEqualTo(1);
    }

    @Test
    void aConsumerThatCannotBeMadeDurableIsRefused() {
        rig.refuses = true;
        assertThat(rig.create(durable("C")).code()).isEqualTo(10023);
        assertThat(rig.consumers.find("C")).isNull();
        rig.refuses = false;
        assertThat(rig.create(durable("C")).created()).isTrue();
    }

    @Test
    void whatIsDoneLeavesAQueueOfWorkWhenThatIsDurable() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.WORKQUEUE).build();
        rig.create(durable("C"));
        rig.listen("in");
        rig.publish(3, "a");
        rig.pull("C", "in", "3");
        List<Got> got = rig.take();
        rig.refuses = true;
        rig.ack(got.get(0));
        rig.ack(got.get(1));
        assertThat(rig.stream.firstSeq()).isEqualTo(1);
        rig.refuses = false;
        rig.pass(100 * MS);
        assertThat(rig.stream.firstSeq()).isEqualTo(3);
        rig.restart();
        assertThat(rig.info("C").numAckPending()).isEqualTo(1);
    }

    @Test
    void whatNobodyWaitsForIsProposedTogether() {
        rig.create(durable("C"));
        rig.listen("in");
        rig.pull("C", "in", "50");
        int before = rig.proposals;
        for (int i = 0; i < 10; i++) {
            rig.publish(1, "a");
            rig.ack(rig.take().getFirst());
            rig.pass(5 * MS);
        }
        assertThat(rig.proposals).isEqualTo(before);
        rig.pass(100 * MS);
        assertThat(rig.proposals).isEqualTo(before + 1);
        rig.publish(1, "a");
        rig.ack(rig.take().getFirst(), "", "in");
        assertThat(rig.take()).as("who waits is answered at once").hasSize(1);
    }
}
