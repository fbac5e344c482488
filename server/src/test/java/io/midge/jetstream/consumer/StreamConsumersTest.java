package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.MS;
import static io.midge.jetstream.consumer.Rig.SECOND;
import static io.midge.jetstream.consumer.Rig.durable;
import static io.midge.jetstream.consumer.Rig.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.DeliverPolicy;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.consumer.Rig.Got;
import io.midge.json.ZonedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamConsumersTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    // ── what is made

    @Test
    void aConsumerIsListedAndTold() {
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.CREATED.S.C");
        Rig.Made made = rig.create(durable("C"));
        assertThat(made.created()).isTrue();
        assertThat(made.get().name()).isEqualTo("C");
        assertThat(rig.take().getFirst().payload())
                .matches("\\{\"type\":\"io\\.nats\\.jetstream\\.advisory\\.v1\\.consumer_action\",\"id\":\"\\w{22}\","
                        + "\"timestamp\":\"[^\"]*\",\"stream\":\"S\",\"consumer\":\"C\",\"action\":\"create\"}");
        assertThat(rig.interestChanges).isEqualTo(1);
        assertThat(rig.create(durable("C")).created()).isFalse();
        rig.create(push("D", "to").durable("").direct(true));
        assertThat(rig.consumers.list()).extracting(Consumer::name).containsExactly("C");
        assertThat(rig.consumers.size()).isEqualTo(1);
        assertThat(rig.consumers.find("D")).isNotNull();
    }

    @Test
    void whatMayBeAskedDependsOnWhetherItIsThere() {
        assertThat(rig.create(durable("C"), StreamConsumers.Action.UPDATE).code())
                .isEqualTo(10149);
        assertThat(rig.create(durable("C"), StreamConsumers.Action.CREATE).code())
                .isZero();
        assertThat(rig.create(durable("C"), StreamConsumers.Action.CREATE).code())
                .isZero();
        assertThat(rig.create(durable("C").description("other"), StreamConsumers.Action.CREATE)
                        .code())
                .isEqualTo(10148);
        assertThat(rig.create(durable("C").description("other"), StreamConsumers.Action.UPDATE)
                        .get()
                        .config()
                        .description())
                .isEqualTo("other");
    }

    @Test
    void thereAreNoMoreThanTheStreamAllows() {
        rig.config = rig.config.toBuilder().maxConsumers(2).build();
        rig.create(durable("A"));
        rig.create(push("D", "to").durable("").direct(true).name("D"));
        rig.create(durable("B"));
        assertThat(rig.create(durable("C")).code()).isEqualTo(10026);
        assertThat(rig.create(push("E", "to").durable("").direct(true)).code()).isZero();
    }

    @Test
    void aQueueOfWorkHasOneConsumerForEachSubject() {
        rig.config = rig.config.toBuilder().retention(RetentionPolicy.WORKQUEUE).build();
        assertThat(rig.create(durable("A").ackPolicy(AckPolicy.ALL)).code()).isEqualTo(10098);
        assertThat(rig.create(durable("A").deliverPolicy(DeliverPolicy.NEW)).code())
                .isEqualTo(10101);
        assertThat(rig.create(durable("A").filterSubject("a.*")).code()).isZero();
        assertThat(rig.create(durable("B")).code()).isEqualTo(10099);
        assertThat(rig.create(durable("B").filterSubject("*.x")).code()).isEqualTo(10100);
        assertThat(rig.create(durable("B").filterSubjects(List.of("b", "c"))).code())
                .isZero();
        assertThat(rig.create(durable("B").filterSubjects(List.of("b", "a.b"))).code())
                .isEqualTo(10100);
    }

    @Test
    void theDeliverSubjectOfOneThatIsBoundStays() {
        rig.listen("to");
        rig.create(push("P", "to"));
        assertThat(rig.create(push("P", "there")).code()).isEqualTo(10013);
    }

    @Test
    void onesThatAreMadeAtTheSameTimeAreMadeOnce() {
        List<Rig.Made> made = new ArrayList<>();
        rig.lane.on(() -> {
            for (int i = 0; i < 3; i++) {
                ConsumerConfig config = durable("C").build();
                rig.consumers.create("C", config, StreamConsumers.Action.CREATE_OR_UPDATE, false, Rig.outcome(made));
            }
        });
        rig.settle();
        assertThat(made).extracting(Rig.Made::created).containsExactly(true, false, false);
    }

    @Test
    void whatIsNotThereCannotBeRemovedOrPaused() {
        List<Integer> codes = new ArrayList<>();
        rig.lane.on(() -> rig.consumers.delete("X", error -> codes.add(error == null ? 0 : error.errCode())));
        List<Rig.Made> made = new ArrayList<>();
        rig.lane.on(() -> rig.consumers.pause("X", null, Rig.outcome(made)));
        assertThat(codes).containsExactly(10014);
        assertThat(made.getFirst().code()).isEqualTo(10014);
    }

    // ── where it begins

    private List<Long> delivers(ConsumerConfig.Builder config) {
        rig.create(config.ackPolicy(AckPolicy.NONE).maxAckPending(0));
        rig.pull(config.build().name(), "in", "{\"batch\":100,\"no_wait\":true}");
        return rig.seqs();
    }

    private void three() {
        rig.listen("in");
        rig.publish(2, "a");
        rig.pass(SECOND);
        rig.publish(1, "b");
        rig.publish(2, "a");
        rig.publish(1, "c");
    }

    @Test
    void eachPolicyBeginsWhereItSays() {
        three();
        Instant second = rig.lane.instant();
        assertThat(delivers(durable("A"))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(delivers(durable("B").deliverPolicy(DeliverPolicy.LAST))).containsExactly(6L);
        assertThat(delivers(durable("C").deliverPolicy(DeliverPolicy.LAST).filterSubject("a")))
                .containsExactly(5L);
        assertThat(delivers(durable("D").deliverPolicy(DeliverPolicy.NEW))).isEmpty();
        assertThat(delivers(durable("E")
                        .deliverPolicy(DeliverPolicy.BY_START_SEQUENCE)
                        .optStartSeq(4)))
                .containsExactly(4L, 5L, 6L);
        assertThat(delivers(
                        durable("F").deliverPolicy(DeliverPolicy.BY_START_TIME).optStartTime(ZonedTime.utc(second))))
                .containsExactly(3L, 4L, 5L, 6L);
        assertThat(delivers(durable("G")
                        .deliverPolicy(DeliverPolicy.BY_START_TIME)
                        .optStartTime(ZonedTime.utc(second.plusSeconds(9)))))
                .isEmpty();
        assertThat(delivers(durable("H")
                        .deliverPolicy(DeliverPolicy.BY_START_SEQUENCE)
                        .optStartSeq(99)))
                .isEmpty();
        assertThat(rig.info("H").delivered().streamSeq()).isEqualTo(98);
        rig.publish(1, "a");
        assertThat(delivers(durable("D").deliverPolicy(DeliverPolicy.NEW))).containsExactly(7L);
        assertThat(delivers(durable("H")
                        .deliverPolicy(DeliverPolicy.BY_START_SEQUENCE)
                        .optStartSeq(99)))
                .isEmpty();
    }

    @Test
    void theLastOfEachSubjectComesFirstAndThenAllThatIsNew() {
        three();
        ConsumerConfig.Builder config = durable("L")
                .deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT)
                .filterSubject(">")
                .ackPolicy(AckPolicy.NONE)
                .maxAckPending(0);
        assertThat(rig.create(config).get().numPending()).isEqualTo(3);
        rig.publish(1, "a");
        rig.pull("L", "in", "2");
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::seq).containsExactly(3L, 5L);
        assertThat(got).extracting(each -> each.number(8)).containsExactly(3L, 2L);
        assertThat(delivers(config)).containsExactly(6L, 7L);
        assertThat(rig.info("L").numPending()).isZero();
    }

    @Test
    void aMessageThatIsSkippedToAndGoneIsLeftOut() {
        three();
        rig.create(durable("L").deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT).filterSubjects(List.of("a", "b", "c")));
        rig.delete(5, 5);
        rig.pull("L", "in", "9");
        List<Got> got = rig.take();
        assertThat(got).extracting(Got::seq).containsExactly(3L, 6L);
        assertThat(got.getLast().number(8)).isZero();
    }

    @Test
    void filtersTakeWhatTheyMatch() {
        three();
        assertThat(delivers(durable("A").filterSubject("a"))).containsExactly(1L, 2L, 4L, 5L);
        assertThat(delivers(durable("B").filterSubjects(List.of("b", "c")))).containsExactly(3L, 6L);
        assertThat(delivers(durable("C").filterSubject("nothing.*"))).isEmpty();
        assertThat(rig.info("B").numPending()).isZero();
        rig.publish(2, "b");
        assertThat(rig.info("B").numPending()).isEqualTo(2);
        assertThat(rig.info("A").numPending()).isZero();
    }

    @Test
    void anotherFilterCountsForWhatIsAhead() {
        three();
        rig.create(durable("A").filterSubject("a"));
        rig.pull("A", "in", "2");
        assertThat(rig.seqs()).containsExactly(1L, 2L);
        int changes = rig.interestChanges;
        assertThat(rig.create(durable("A").filterSubject("c")).get().numPending())
                .isEqualTo(1);
        assertThat(rig.interestChanges).isEqualTo(changes + 1);
        rig.pull("A", "in", "5");
        assertThat(rig.seqs()).containsExactly(6L);
        rig.publish(1, "c");
        assertThat(rig.seqs()).containsExactly(7L);
    }

    // ── who wants what

    @Test
    void whatIsTakenAndNeededFollowsTheFilters() {
        byte[] a = Rig.bytes("a");
        byte[] b = Rig.bytes("b");
        assertThat(rig.consumers.takes(a, 0, 1)).isFalse();
        rig.create(durable("A").filterSubject("a"));
        assertThat(rig.consumers.takes(a, 0, 1)).isTrue();
        assertThat(rig.consumers.takes(b, 0, 1)).isFalse();
        rig.publish(1, "a");
        assertThat(rig.consumers.isNeeded(1, a, 0, 1)).isTrue();
        assertThat(rig.consumers.isNeeded(1, b, 0, 1)).isFalse();
        rig.create(durable("B"));
        assertThat(rig.consumers.isNeeded(1, b, 0, 1)).isTrue();
        rig.lane.on(() -> rig.consumers.delete("B", error -> {}));
        rig.settle();
        assertThat(rig.consumers.takes(b, 0, 1)).isFalse();
    }

    // ── who goes

    @Test
    void aPullConsumerThatNobodyAsksGoes() {
        rig.create(durable("E").durable("").inactiveThresholdNs(2 * SECOND));
        rig.listen("in");
        rig.pass(1500 * MS);
        rig.pull("E", "in", "{\"expires\":3000000000}");
        rig.pass(4 * SECOND);
        assertThat(rig.consumers.find("E")).isNotNull();
        rig.pass(4 * SECOND);
        assertThat(rig.consumers.find("E")).isNull();
    }

    @Test
    void onesThatStillWorkStay() {
        rig.create(durable("E").durable("").inactiveThresholdNs(SECOND).ackWaitNs(20 * SECOND));
        rig.listen("in");
        rig.publish(1, "a");
        rig.pull("E", "in", "1");
        Got got = rig.take().getFirst();
        rig.pass(15 * SECOND);
        assertThat(rig.consumers.find("E")).isNotNull();
        rig.ack(got);
        rig.pass(25 * SECOND);
        assertThat(rig.consumers.find("E")).isNull();
    }

    @Test
    void durableOnesStay() {
        rig.create(durable("C"));
        rig.pass(60 * SECOND);
        assertThat(rig.consumers.find("C")).isNotNull();
    }

    @Test
    void anEphemeralOneOfAStreamThatIsDeletedIsToldOf() {
        rig.create(durable("C"));
        rig.listen("$JS.EVENT.ADVISORY.CONSUMER.DELETED.S.C");
        rig.lane.on(() -> rig.consumers.stop(Ending.DELETED));
        assertThat(rig.take().getFirst().payload()).contains("\"action\":\"delete\"");
        assertThat(rig.consumers.size()).isZero();
        assertThat(rig.account.sublist().count()).isEqualTo(1);
    }

    // ── whether all is well

    @Test
    void theWatchdogFindsOneThatSleepsAndShouldNot() {
        rig.create(durable("C"));
        rig.listen("in");
        rig.pull("C", "in", "1");
        Consumer consumer = Objects.requireNonNull(rig.consumers.find("C"));
        rig.lane.on(() -> {
            consumer.queued(true); // as if it had its turn already
            rig.publish("a");
        });
        rig.settle();
        assertThat(rig.take()).isEmpty();
        rig.lane.on(() -> consumer.queued(false));
        rig.pass(3 * SECOND);
        assertThat(rig.seqs()).containsExactly(1L);
        assertThat(rig.consumers.watchdogFinds()).isEqualTo(1);
        assertThat(rig.warnings).hasSize(1);
        rig.warnings.clear();
        rig.consumers = new StreamConsumers(rig);
    }

    @Test
    void infoTellsAllThereIsToKnow() {
        rig.create(durable("C"));
        rig.listen("in");
        rig.publish(3, "a");
        rig.pull("C", "in", "2");
        rig.pull("C", "in", "{\"batch\":2,\"expires\":9000000000}");
        ConsumerInfo info = rig.info("C");
        assertThat(info.stream()).isEqualTo("S");
        assertThat(info.delivered().consumerSeq()).isEqualTo(3);
        assertThat(info.delivered().streamSeq()).isEqualTo(3);
        assertThat(info.delivered().lastActive()).isEqualTo(rig.lane.instant());
        assertThat(info.ackFloor().lastActive()).isNull();
        assertThat(info.numAckPending()).isEqualTo(3);
        assertThat(info.numWaiting()).isEqualTo(1);
        assertThat(info.pushBound()).isFalse();
    }
}
