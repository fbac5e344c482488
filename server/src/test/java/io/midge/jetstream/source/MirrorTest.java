package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.ExternalStream;
import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamSource;
import io.midge.jetstream.config.SubjectTransform;
import io.midge.store.file.MemoryDisk;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A mirror has what its origin has, sequence by sequence, whatever happens to its consumer. */
class MirrorTest {
    private static StreamConfig config(StreamSource of) {
        return StreamConfig.builder().name("M").mirror(of).build();
    }

    private static SourceInfo info(Copying in) {
        return Objects.requireNonNull(in.sourcing.mirror());
    }

    @Test
    void itAsksForAConsumerAsNatsServerDoes() {
        StreamSource of = new StreamSource("O", 0, null, "", List.of(), new ExternalStream("X.API", "X.D"), null);
        try (Copying in = new Copying(config(of), "hub", new MemoryDisk(), Budget.MOST)) {
            in.start();
            String deliver = in.origin.asked("deliver_subject");
            assertThat(deliver).matches("X\\.D\\.M\\.[0-9A-Za-z]{8}");
            assertThat(Origin.text(in.origin.request().reply())).matches("\\$JSC\\.R\\.[0-9A-Za-z]{8}");
            assertThat(Origin.wire(in.origin.request()))
                    .isEqualTo("X.API.CONSUMER.CREATE.O\nNATS/1.0\nNats-Required-Api-Level: 4\n\n"
                            + "{\"stream_name\":\"O\",\"config\":{\"name\":\"JS_MIRROR_CLWpCkl6\",\"deliver_policy\":"
                            + "\"all\",\"ack_policy\":\"none\",\"ack_wait\":79200000000000,\"max_deliver\":1,"
                            + "\"replay_policy\":\"instant\",\"flow_control\":true,\"deliver_subject\":\"" + deliver
                            + "\",\"idle_heartbeat\":1000000000,\"inactive_threshold\":10000000000,"
                            + "\"num_replicas\":0,\"direct\":true,\"sourcing\":true,\"metadata\":"
                            + "{\"_nats.mirror.acc\":\"$G\",\"_nats.mirror.domain\":\"hub\","
                            + "\"_nats.mirror.stream\":\"M\"}},\"action\":\"\"}");
            assertThat(info(in).activeNs()).isEqualTo(-1);
        }
    }

    @Test
    void aFilterAndAStartAreAskedForOnTheSubjectOfOneFilter() {
        StreamSource of = new StreamSource("O", 7, null, "a.>", List.of(), null, null);
        try (Copying in = new Copying(config(of))) {
            in.start();
            assertThat(in.origin.request().subject())
                    .matches("\\$JS\\.API\\.CONSUMER\\.CREATE\\.O\\.JS_MIRROR_[0-9A-Za-z]{8}\\.a\\.>");
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("7");
            assertThat(in.origin.asked("deliver_policy")).isEqualTo("by_start_sequence");
            assertThat(in.origin.asked("deliver_subject")).matches("\\$JS\\.M\\.[0-9A-Za-z]{8}");
        }
    }

    @Test
    void messagesKeepTheirSequenceAndTime() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, "a.b", "one");
            in.origin.delivers(2, "a.c", "two");
            assertThat(in.stored()).containsExactly("1 a.b one", "2 a.c two");
            assertThat(in.time(2)).isEqualTo(1002);
            assertThat(info(in).activeNs()).isZero();
            assertThat(info(in).error()).isNull();
            assertThat(in.target.isCaughtUp).isTrue();
        }
    }

    @Test
    void whatTheOriginHasNoMoreIsSkipped() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(5);
            assertThat(in.target.store().lastSeq()).isEqualTo(4);
            in.origin.delivers(5, "a", "five");
            in.origin.delivers(9, "a", "nine");
            assertThat(in.stored()).containsExactly("5 a five", "9 a nine");
        }
    }

    @Test
    void aMessageThatIsMissingIsAskedForAgain() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            in.origin.delivers(4, 4, 1, 0, "a", "", "four");
            in.origin.delivers(5, 5, 1, 0, "a", "", "five");
            assertThat(in.stored()).containsExactly("1 a one");
            in.passes(2_300);
            assertThat(in.origin.requests).hasSize(2);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("2");
            assertThat(in.origin.asked("deliver_policy")).isEqualTo("by_start_sequence");
            in.origin.gives(2);
            in.origin.delivers(2, "a", "two");
            assertThat(in.stored()).containsExactly("1 a one", "2 a two");
        }
    }

    @Test
    void aHeartbeatThatCountsMoreThanCameAsksAgain() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            in.origin.beats(1, "");
            in.passes(2_300);
            assertThat(in.origin.requests).hasSize(1);
            in.origin.beats(2, "");
            in.passes(2_300);
            assertThat(in.origin.requests).hasSize(2);
        }
    }

    @Test
    void silenceForTenSecondsAsksAgain() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.passes(9_000);
            in.origin.beats(0, "");
            in.passes(9_900);
            assertThat(in.origin.requests).hasSize(1);
            in.passes(400);
            assertThat(in.origin.requests).hasSize(2);
        }
    }

    @Test
    void whatIsRefusedIsAskedForAgain() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            in.target.isSlow = true;
            in.target.refusal = "insufficient resources";
            in.origin.delivers(2, "a", "two");
            in.origin.delivers(3, "a", "three");
            in.onLane(in.target::sync);
            in.target.refusal = "";
            in.target.isSlow = false;
            in.passes(2_300);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("2");
            in.origin.gives(2);
            in.origin.delivers(2, "a", "two");
            assertThat(in.stored()).containsExactly("1 a one", "2 a two");
            assertThat(in.lines.toString()).containsOnlyOnce("insufficient resources");
        }
    }

    @Test
    void whatWasTakenBeforeIsNotTakenTwice() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, 3, 1, 0, "a", "", "three");
            in.origin.delivers(2, 2, 1, 0, "a", "", "two");
            in.origin.delivers(3, 4, 1, 0, "a", "", "four");
            in.origin.delivers(4, 4, 2, 0, "a", "", "again");
            assertThat(in.stored()).containsExactly("3 a three", "4 a four");
            in.passes(2_300);
            assertThat(in.origin.requests).hasSize(1);
        }
    }

    @Test
    void messagesOfAnotherConsumerAreNotItsOwn() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.consumerIs("another");
            in.origin.delivers(1, "a", "one");
            in.origin.put("a", "", "", "no reply");
            in.origin.put("a", "$JS.ACK.O", "", "a short reply");
            assertThat(in.stored()).isEmpty();
        }
    }

    @Test
    void itGoesOnWhereItStandsAfterAStart() {
        MemoryDisk disk = new MemoryDisk();
        StreamSource of = new StreamSource("O", 3, null, "", List.of(), null, null);
        try (Copying in = new Copying(config(of), "", disk, Budget.MOST)) {
            in.start();
            in.origin.gives(3);
            in.origin.delivers(3, "a", "three");
        }
        try (Copying in = new Copying(config(of), "", disk, Budget.MOST)) {
            in.start();
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("4");
            in.origin.gives(4);
            in.origin.delivers(4, "a", "four");
            assertThat(in.stored()).containsExactly("3 a three", "4 a four");
        }
    }

    @Test
    void headersThatPublishersExpectSomethingByAreLeftOut() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            String headers = String.join(
                    "\r\n",
                    "NATS/1.0",
                    "Nats-Expected-Stream: O",
                    "A: b",
                    "Nats-Batch-Id: 1",
                    "Nats-Stream-Source: O 1 > > a",
                    "Nats-Expected-Last-Sequence: 0",
                    "",
                    "");
            in.origin.delivers(1, "a", headers, "one");
            in.origin.delivers(2, "a", "NATS/1.0\r\nNats-Expected-Stream: O\r\n\r\n", "two");
            assertThat(in.headers(1)).isEqualTo("NATS/1.0\r\nA: b\r\nNats-Stream-Source: O 1 > > a\r\n\r\n");
            assertThat(in.headers(2)).isEmpty();
        }
    }

    @Test
    void subjectsBecomeWhatItsTransformsSay() {
        List<SubjectTransform> transforms =
                List.of(new SubjectTransform("a.*", "b.$1"), new SubjectTransform("c.>", ""));
        StreamSource of = new StreamSource("O", 0, null, "", transforms, null, null);
        try (Copying in = new Copying(config(of))) {
            in.start();
            assertThat(Origin.text(in.origin.request().payload()))
                    .contains("\"filter_subjects\":[\"a.*\",\"c.\\u003e\"]");
            in.origin.gives(1);
            in.origin.delivers(1, "a.x", "one");
            in.origin.delivers(2, "c.y", "two");
            assertThat(in.stored()).containsExactly("1 b.x one", "2 c.y two");
        }
    }

    @Test
    void anOriginThatDoesNotKnowWhatIsAskedForIsAskedForLess() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            String name = in.origin.asked("name");
            in.origin.refuses(400, 10025, "invalid JSON: json: unknown field \\\"sourcing\\\"");
            assertThat(in.origin.requests).hasSize(2);
            assertThat(in.origin.asked("name")).matches(name + "_[0-9A-Za-z]{8}");
            assertThat(Origin.wire(in.origin.request())).doesNotContain("sourcing", "Nats-Required-Api-Level");
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            assertThat(in.stored()).containsExactly("1 a one");
        }
    }

    @Test
    void aRefusalIsShownAndAskedAgainLaterAndLater() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.refuses(404, 10059, "stream not found");
            assertThat(Objects.requireNonNull(info(in).error()).errCode()).isEqualTo(10059);
            in.passes(11_800);
            assertThat(in.origin.requests).hasSize(1);
            in.passes(600);
            assertThat(in.origin.requests).hasSize(2);
            assertThat(info(in).error()).isNull();
            in.origin.refuses(404, 10059, "stream not found");
            in.passes(21_300);
            assertThat(in.origin.requests).hasSize(2);
            in.passes(1_200);
            in.origin.gives(1);
            assertThat(info(in).error()).isNull();
            assertThat(in.lines.stream().filter(each -> each.contains("stream not found")))
                    .hasSize(1);
        }
    }

    @Test
    void anOriginThatSaysNothingIsAskedAgainAfterHalfAMinute() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.passes(40_000);
            assertThat(in.origin.requests).hasSize(1);
            in.passes(2_500);
            assertThat(in.origin.requests).hasSize(2);
        }
    }

    @Test
    void anAnswerThatIsNoneIsAnError() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.answers("", "{}");
            assertThat(Objects.requireNonNull(info(in).error()).description())
                    .isEqualTo("invalid consumer create response");
            assertThat(Objects.requireNonNull(info(in).error()).errCode()).isEqualTo(10029);
        }
    }

    @Test
    void lagIsWhatIsStillToCome() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, 1, 1, 42, "a", "", "one");
            assertThat(info(in).lag()).isEqualTo(41);
            assertThat(in.target.isCaughtUp).isFalse();
            in.origin.delivers(2, 2, 1, 0, "a", "", "two");
            assertThat(info(in).lag()).isZero();
        }
    }

    @Test
    void aMirrorThatIsPromotedLeavesItsConsumer() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            String consumer = in.origin.asked("name") + "-x1";
            in.target.config = StreamConfig.builder().name("M").build();
            in.onLane(in.sourcing::reconfigured);
            assertThat(in.sourcing.mirror()).isNull();
            assertThat(in.origin.request().subject()).isEqualTo("$JS.API.CONSUMER.DELETE.O." + consumer);
            in.origin.delivers(1, "a", "one");
            in.passes(60_000);
            assertThat(in.stored()).isEmpty();
            assertThat(in.origin.requests).hasSize(2);
        }
    }

    @Test
    void itsConsumerIsDeletedWithTheStreamAndNotWithTheServer() {
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.origin.gives(1);
            in.onLane(in.sourcing::close);
            assertThat(in.origin.requests).hasSize(1);
        }
        try (Copying in = new Copying(config(StreamSource.of("O")))) {
            in.start();
            in.onLane(in.sourcing::stop);
            assertThat(in.origin.requests).hasSize(2);
            assertThat(in.origin.request().subject()).matches("\\$JS\\.API\\.CONSUMER\\.DELETE\\.O\\.JS_MIRROR_.{8}");
        }
    }
}
