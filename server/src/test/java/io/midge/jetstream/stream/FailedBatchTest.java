package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.consumer.Ending;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was decided and is not stored after all: nothing of it is left behind, and what follows is decided without it. */
class FailedBatchTest {
    private static final String LARGE = "x".repeat(40_000);

    private final Rig rig = Rig.inFiles();
    private final List<String> ends = new ArrayList<>();

    @AfterEach
    void close() {
        rig.sick.ails(null, "");
        rig.close();
    }

    /** Takes all the room that the journal has, until it is written. */
    private void fillJournal() {
        Replicator.Proposal nobody = Rig.end(new ArrayList<>(), "");
        rig.on(() -> {
            for (int length = 20_000; length > 10; length /= 2) {
                Decision decision = new Decision().config(new byte[length], 1);
                boolean taken = true;
                while (taken) {
                    taken = rig.stream().store().propose(decision, nobody);
                }
            }
        });
    }

    private void decide(String subject, String payload, String... headers) {
        rig.send(subject, payload, headers);
        rig.loops.settle();
        rig.lane().run();
        rig.loops.settle();
    }

    private void copy(String payload, long seq) {
        rig.on(() -> assertThat(rig.stream()
                        .target()
                        .store(Rig.bytes("o"), new byte[0], Rig.bytes(payload), seq, 1, new Replicator.Proposal() {
                            @Override
                            public void committed(long index) {
                                ends.add(seq + " stored");
                            }

                            @Override
                            public void failed(String why) {
                                ends.add(seq + " lost");
                            }
                        }))
                .isTrue());
    }

    @Test
    void itsIdMayComeAgain() {
        rig.make(config -> config);
        rig.heard();
        fillJournal();
        decide("s.a", LARGE, "Nats-Msg-Id: one");
        rig.settle();
        assertThat(rig.answers()).satisfiesExactly(one -> assertThat(one).contains("no room"));
        assertThat(rig.publish("s.a", "2", "Nats-Msg-Id: one")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
        assertThat(rig.info().state().lostMessages()).isZero();
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
    }

    @Test
    void whatFollowsGetsItsSequence() {
        rig.make(config -> config);
        rig.heard();
        decide("s.a", "1");
        fillJournal();
        decide("s.a", LARGE);
        decide("s.a", "3", "Nats-Expected-Last-Sequence: 1");
        rig.settle();
        assertThat(rig.messages()).containsExactly("1 s.a 1", "2 s.a 3");
        assertThat(rig.info().state().lostMessages()).isZero();
        assertThat(rig.answers()).hasSize(3);
    }

    @Test
    void copiesBehindItComeAgainAsWell() {
        rig.make(config -> config.subjects(List.of()));
        copy("1", 1);
        rig.settle();
        fillJournal();
        copy(LARGE, 2);
        rig.lane().step(); // it is decided, and its payload is not on the disk yet
        copy("3", 3);
        rig.settle();
        copy("4", 4);
        rig.settle();
        assertThat(ends).containsExactlyInAnyOrder("1 stored", "2 lost", "3 lost", "4 stored");
        assertThat(rig.messages()).containsExactly("1 o 1", "4 o 4");
        assertThat(rig.info().state().lostMessages()).isZero();
    }

    @Test
    void aRollupThatIsNotStoredRemovesNothing() {
        rig.make(config -> config.allowRollup(true));
        for (int i = 0; i < 2_000; i++) {
            rig.send("s.a", "m");
            if (i % 100 == 0) {
                rig.settle();
            }
        }
        rig.settle();
        rig.heard();
        fillJournal();
        decide("s.a", LARGE, "Nats-Rollup: sub");
        rig.settle();
        assertThat(rig.answers()).satisfiesExactly(one -> assertThat(one).contains("no room"));
        assertThat(rig.messages()).hasSize(2_000);
        rig.publish("s.a", "last", "Nats-Rollup: sub");
        assertThat(rig.messages()).containsExactly("2001 s.a last");
    }

    @Test
    void whatNobodyNeedsGoesAsSoonAsThereIsRoom() {
        rig.make(config -> config.retention(RetentionPolicy.WORKQUEUE));
        rig.publish("s.a", "1");
        rig.on(() -> rig.crowd.join("c", "s.a"));
        rig.sick.ails("No space left on device", "streams");
        String answer = "";
        for (int i = 0; i < 200 && !answer.contains("error"); i++) {
            answer = rig.publish("s.b", "x".repeat(500));
        }
        assertThat(answer).contains("10047");
        rig.on(() -> rig.crowd.done("c", 1, 1));
        rig.settle();
        assertThat(rig.messages()).startsWith("1 s.a 1");
        rig.sick.ails(null, "");
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.messages()).isNotEmpty().noneMatch(each -> each.startsWith("1 "));
    }

    @Test
    void whatWasOnItsWayWhenTheLastWhoTakesItLeftGoesToo() {
        rig.make(config -> config.retention(RetentionPolicy.INTEREST));
        rig.on(() -> rig.crowd.join("c", "s.a"));
        rig.settle();
        decide("s.a", "1");
        rig.on(() -> rig.crowd.leave("c"));
        rig.lane().run();
        rig.settle();
        assertThat(rig.messages()).isEmpty();
        assertThat(rig.info().state().lastSeq()).isEqualTo(1);
    }

    @Test
    void aStreamThatEndsTellsEachWhoWaitsOnce() {
        rig.make(config -> config);
        rig.publish("s.a", "1");
        rig.on(() -> rig.stream().purge("", 0, 0, new Stream.Purged() {
            @Override
            public void purged(long messages) {
                ends.add("purged");
            }

            @Override
            public void refused(ApiError why) {
                ends.add(why.description());
            }
        }));
        rig.lane().run();
        rig.on(() -> rig.stream().stop(Ending.SHUTDOWN));
        rig.settle();
        assertThat(ends).containsExactly("stream not found");
    }

    @Test
    void aStreamThatEndedIsNotPutIntoForceAgain() {
        rig.make(config -> config);
        int before = rig.account.sublist().count();
        rig.on(() -> rig.stream()
                .update(
                        rig.stream().config().toBuilder()
                                .subjects(List.of("s", "s.>", "t"))
                                .build(),
                        why -> ends.add(why == null ? "well" : why.description())));
        rig.lane().run();
        rig.on(() -> rig.stream().stop(Ending.SHUTDOWN));
        rig.settle();
        assertThat(rig.account.sublist().count()).isEqualTo(before - 2);
        assertThat(ends).containsExactly("stream not found");
    }

    @Test
    void whoPublishesWithoutAPauseHoldsUpNoSource() {
        rig.make(config -> config);
        for (int i = 0; i < 3_000; i++) {
            rig.send("s.a", "m");
        }
        rig.loops.settle();
        copy("copied", 0);
        rig.settle();
        assertThat(rig.messages().indexOf("2 o copied")).isEqualTo(1);
    }
}
