package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.ExternalStream;
import io.midge.jetstream.config.SourceConsumer;
import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamSource;
import io.midge.jetstream.config.SubjectTransform;
import io.midge.json.ZonedTime;
import io.midge.store.Decision;
import io.midge.store.file.MemoryDisk;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A stream copies from others, and says of each message where it is from; by that it knows how far it is. */
class SourcesTest {
    private static final StreamSource O = StreamSource.of("O");

    private static StreamConfig config(StreamSource... sources) {
        return StreamConfig.builder().name("S").sources(List.of(sources)).build();
    }

    private static SourceInfo info(Copying in) {
        return in.sourcing.sources().getFirst();
    }

    @Test
    void itAsksForAConsumerAsNatsServerDoes() {
        StreamSource of = new StreamSource("O", 0, null, "", List.of(), new ExternalStream("X.API", "X.D"), null);
        try (Copying in = new Copying(config(of), "hub", new MemoryDisk(), Budget.MOST)) {
            in.start();
            String deliver = in.origin.asked("deliver_subject");
            assertThat(deliver).matches("X\\.D\\.S\\.[0-9A-Za-z]{8}");
            assertThat(Origin.wire(in.origin.request()))
                    .isEqualTo("X.API.CONSUMER.CREATE.O\nNATS/1.0\nNats-Required-Api-Level: 5\n"
                            + "Nats-Stream-Identity: \n\n"
                            + "{\"stream_name\":\"O\",\"config\":{\"name\":\"JS_SRC_IBpoTSOI\",\"deliver_policy\":"
                            + "\"all\",\"ack_policy\":\"none\",\"ack_wait\":79200000000000,\"max_deliver\":1,"
                            + "\"replay_policy\":\"instant\",\"flow_control\":true,\"deliver_subject\":\"" + deliver
                            + "\",\"idle_heartbeat\":1000000000,\"inactive_threshold\":10000000000,"
                            + "\"num_replicas\":0,\"direct\":true,\"sourcing\":true,\"metadata\":"
                            + "{\"_nats.src.acc\":\"$G\",\"_nats.src.domain\":\"hub\","
                            + "\"_nats.src.stream\":\"S\"}},\"action\":\"\"}");
        }
    }

    @Test
    void sourcesOfOneStreamHaveConsumersOfTheirOwn() {
        ExternalStream elsewhere = new ExternalStream("X.API", "X.D");
        StreamConfig config = StreamConfig.builder()
                .name("S2")
                .sources(List.of(
                        new StreamSource("O", 0, null, "a.>", List.of(), elsewhere, null),
                        new StreamSource(
                                "O",
                                0,
                                null,
                                "",
                                List.of(new SubjectTransform("b.*", "c.$1"), new SubjectTransform("d", "")),
                                elsewhere,
                                null)))
                .build();
        try (Copying in = new Copying(config, "hub", new MemoryDisk(), Budget.MOST)) {
            in.start();
            assertThat(in.origin.requests.stream().map(each -> each.subject()))
                    .containsExactlyInAnyOrder(
                            "X.API.CONSUMER.CREATE.O.JS_SRC_4cFu0oj8.a.>", "X.API.CONSUMER.CREATE.O");
            assertThat(in.origin.requests.stream().map(Origin::wire).toList().toString())
                    .contains("\"name\":\"JS_SRC_azM0zh8e\"", "\"filter_subjects\":[\"b.*\",\"d\"]");
        }
    }

    @Test
    void messagesSayWhereTheyAreFrom() {
        StreamSource other = new StreamSource(
                "P", 0, null, "", List.of(new SubjectTransform("a.*", "b.$1")), new ExternalStream("X.API", ""), null);
        try (Copying in = new Copying(config(other))) {
            in.start();
            in.origin.gives(1, "ident567");
            in.origin.delivers(
                    7, "a.x", "NATS/1.0\r\nNats-Stream-Source: Q 1 > > q\r\nNats-Expected-Stream: P\r\n\r\n", "seven");
            in.origin.delivers(9, "a.y", "nine");
            String name = "P:" + SourceName.hash("X.API");
            assertThat(in.stored())
                    .containsExactly(
                            "1 b.x seven [" + name + " 7 a.* b.$1 a.x ident567]",
                            "2 b.y nine [" + name + " 9 a.* b.$1 a.y ident567]");
            assertThat(in.headers(1)).doesNotContain("Expected").containsOnlyOnce("Nats-Stream-Source");
            assertThat(info(in).seq()).isEqualTo(9);
        }
    }

    @Test
    void anOriginBefore215HasNoIdentity() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.refuses(412, 10185, "JetStream minimum api level required");
            assertThat(Origin.wire(in.origin.request()))
                    .contains("Nats-Required-Api-Level: 4\n\n", "\"sourcing\":true");
            in.origin.refuses(412, 10185, "JetStream minimum api level required");
            assertThat(Origin.wire(in.origin.request())).doesNotContain("Nats-Required-Api-Level", "sourcing");
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            assertThat(in.stored()).containsExactly("1 a one [O 1 > > a]");
        }
    }

    @Test
    void eachSourceGoesOnWhereItsLastMessageSaysThatItStood() {
        MemoryDisk disk = new MemoryDisk();
        StreamSource filtered = new StreamSource("O", 0, null, "b.>", List.of(), null, null);
        StreamConfig config = config(new StreamSource("O", 0, null, "a.>", List.of(), null, null), filtered);
        try (Copying in = new Copying(config, "", disk, Budget.MOST)) {
            putStored(in, "a.1", "NATS/1.0\r\nNats-Stream-Source: O 5 a.> > a.1\r\n\r\n");
            putStored(in, "b.1", "NATS/1.0\r\nNats-Stream-Source: O 6 b.> > b.1 someident\r\n\r\n");
            putStored(in, "b.2", "NATS/1.0\r\nNats-Stream-Source: O 7 b.> > b.2 identity\r\n\r\n");
            for (int i = 0; i < 3 * Positions.SLICE; i++) {
                putStored(in, "c", "NATS/1.0\r\nNats-Stream-Source: O 99 c.> > c\r\n\r\n");
            }
        }
        try (Copying in = new Copying(config, "", disk, Budget.MOST)) {
            in.start();
            assertThat(in.origin.requests).hasSize(2);
            String both = in.origin.requests.stream().map(Origin::wire).toList().toString();
            assertThat(both)
                    .contains("\"opt_start_seq\":6,", "\"opt_start_seq\":8,", "Nats-Stream-Identity: identity\n");
            assertThat(in.sourcing.sources().stream().map(SourceInfo::seq)).containsExactly(5L, 7L);
        }
    }

    @Test
    void whatWasWrittenDownCountsWhereNoMessageSaysMore() {
        MemoryDisk disk = new MemoryDisk();
        StreamSource filtered = new StreamSource("O", 0, null, "b.>", List.of(), null, null);
        StreamConfig config = config(new StreamSource("O", 0, null, "a.>", List.of(), null, null), filtered);
        try (Copying in = new Copying(config, "", disk, Budget.MOST)) {
            putStored(in, "a.1", "NATS/1.0\r\nNats-Stream-Source: O 5 a.> > a.1\r\n\r\n");
            putStored(in, "b.1", "NATS/1.0\r\nNats-Stream-Source: O 6 b.> > b.1 identity\r\n\r\n");
            putStored(in, "b.2", "NATS/1.0\r\nNats-Stream-Source: O 9 b.> > b.2 identity\r\n\r\n");
        }
        try (Copying in = new Copying(config, "", disk, Budget.MOST)) {
            in.target.noted = ByteText.bytes("2\n17 ident567 O a.> >\n6 identity O b.> >");
            in.start();
            assertThat(in.sourcing.sources().stream().map(SourceInfo::seq)).containsExactly(17L, 9L);
            String both = in.origin.requests.stream().map(Origin::wire).toList().toString();
            assertThat(both).contains("\"opt_start_seq\":18,", "Nats-Stream-Identity: ident567\n");
            assertThat(in.sourcing.isNoteDue(seq -> true)).isTrue();
            assertThat(ByteText.of(in.sourcing.note(3))).isEqualTo("3\n17 ident567 O a.> >\n9 identity O b.> >");
            assertThat(in.sourcing.isNoteDue(seq -> true)).isFalse();
        }
    }

    @Test
    void whatWasWrittenDownIsReadAsItWas() {
        Noted noted = new Noted(7, Map.of("O > >", new Noted.Place(3, ""), "P a.>\fb b\fc", new Noted.Place(4, "x")));
        assertThat(Noted.read(noted.toBytes())).isEqualTo(noted);
        assertThat(Noted.read(new byte[0])).isEqualTo(Noted.NOTHING);
        assertThat(Noted.read(ByteText.bytes("x\ny\n1 2\n")).upTo()).isZero();
    }

    @Test
    void whatIsOnItsWayFromAStreamThatIsGoneDoesNotSayHowFarItIsWithTheNext() {
        try (Copying in = new Copying(config(O))) {
            in.target.isSlow = true;
            in.start();
            in.origin.gives(1, "first");
            in.origin.delivers(1, "a", "one");
            in.origin.delivers(2, "a", "two");
            in.passes(11_000);
            in.origin.refuses(400, 10225, "consumer's stream identity does not match: second");
            in.onLane(in.target::sync);
            assertThat(info(in).seq()).isZero();
            assertThat(ByteText.of(in.sourcing.note(2))).isEqualTo("2\n0 - O > >");
        }
    }

    @Test
    void headersOfOlderServersAreUnderstood() {
        MemoryDisk disk = new MemoryDisk();
        try (Copying in = new Copying(config(O), "", disk, Budget.MOST)) {
            putStored(in, "a", "NATS/1.0\r\nNats-Stream-Source: O 17\r\n\r\n");
        }
        try (Copying in = new Copying(config(O), "", disk, Budget.MOST)) {
            in.start();
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("18");
        }
    }

    private static void putStored(Copying in, String subject, String headers) {
        in.onLane(() -> assertThat(in.target.store(
                        ByteText.bytes(subject), ByteText.bytes(headers), new byte[0], 0, 0, Copying.nobody()))
                .isTrue());
    }

    @Test
    void withNothingLeftOfWhatWasCopiedItGoesOnAtTheTimeOfTheLast() {
        MemoryDisk disk = new MemoryDisk();
        Instant last;
        try (Copying in = new Copying(config(O), "", disk, Budget.MOST)) {
            putStored(in, "a", "");
            last = in.target.lane().clock().instant();
            in.passes(5_000);
            in.onLane(() -> in.target.skip(10, Copying.nobody()));
            long later = in.target.lane().clock().epochMicros() * 1_000;
            in.onLane(() -> in.target.store().propose(new Decision().evict(11, later), Copying.nobody()));
        }
        try (Copying in = new Copying(config(O), "", disk, Budget.MOST)) {
            in.start();
            assertThat(in.origin.asked("deliver_policy")).isEqualTo("by_start_time");
            assertThat(Instant.parse(in.origin.asked("opt_start_time"))).isBetween(last, last.plusSeconds(10));
        }
    }

    @Test
    void theConfiguredStartCountsAsLongAsNothingWasCopied() {
        ZonedTime time = new ZonedTime(Instant.parse("2030-01-01T00:00:00.5Z"), 7200);
        try (Copying in = new Copying(config(new StreamSource("O", 0, time, "", List.of(), null, null)))) {
            in.start();
            assertThat(in.origin.asked("opt_start_time")).isEqualTo("2030-01-01T02:00:00.5+02:00");
            in.origin.gives(40);
            in.origin.delivers(40, "a", "forty");
            in.origin.beats(7, "");
            in.passes(2_300);
            assertThat(in.origin.asked("deliver_policy")).isEqualTo("by_start_sequence");
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("41");
        }
    }

    @Test
    void anotherStreamOfThatNameIsCopiedFromItsBeginning() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1, "first");
            in.origin.delivers(1, "a", "one");
            in.origin.delivers(2, "a", "two");
            in.passes(11_000);
            assertThat(Origin.wire(in.origin.request()))
                    .contains("Nats-Stream-Identity: first\n", "\"opt_start_seq\":3");
            in.origin.refuses(400, 10225, "consumer's stream identity does not match: second");
            in.passes(2_300);
            assertThat(Origin.wire(in.origin.request()))
                    .contains("Nats-Stream-Identity: \n", "\"deliver_policy\":\"all\"");
            assertThat(info(in).error()).isNull();
            in.origin.gives(1, "second");
            in.origin.delivers(1, "a", "new");
            assertThat(in.stored())
                    .containsExactly(
                            "1 a one [O 1 > > a first]", "2 a two [O 2 > > a first]", "3 a new [O 1 > > a second]");
            assertThat(info(in).seq()).isEqualTo(1);
        }
    }

    @Test
    void aMessageThatIsMissingIsAskedForAgain() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(3, "a", "three");
            in.origin.delivers(3, 8, 1, 0, "a", "", "eight");
            assertThat(in.stored()).hasSize(1);
            in.passes(2_300);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("4");
        }
    }

    @Test
    void whatIsRefusedIsAskedForAgain() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            in.target.refusal = "maximum messages exceeded";
            in.origin.delivers(2, "a", "two");
            in.origin.delivers(3, "a", "three");
            in.target.refusal = "";
            in.passes(2_300);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("2");
            in.origin.gives(2);
            in.origin.delivers(2, "a", "two");
            assertThat(in.stored()).containsExactly("1 a one [O 1 > > a]", "2 a two [O 2 > > a]");
            assertThat(in.lines).isEmpty();
        }
    }

    @Test
    void whatIsRefusedLateIsAskedForAgainFromTheFirst() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.target.isSlow = true;
            in.target.refusal = "maximum bytes exceeded";
            in.origin.delivers(1, "a", "one");
            in.origin.delivers(2, "a", "two");
            in.origin.beats(9, ""); // another consumer is asked for before it is known
            in.passes(2_300);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo("3");
            in.onLane(in.target::sync);
            in.target.refusal = "";
            in.target.isSlow = false;
            in.passes(2_300);
            assertThat(in.origin.requests).hasSize(3);
            assertThat(in.origin.asked("deliver_policy")).isEqualTo("all");
            in.origin.gives(1);
            in.origin.delivers(1, "a", "one");
            assertThat(in.stored()).containsExactly("1 a one [O 1 > > a]");
        }
    }

    @Test
    void whatFindsNoRoomWaitsAndHoldsUpFlowControl() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.target.room = 1;
            in.origin.delivers(1, "a", "one");
            in.origin.delivers(2, "a", "two");
            in.origin.wantsFlow("$JS.FC.O.c.1");
            in.passes(1_000);
            assertThat(in.stored()).hasSize(1);
            assertThat(in.origin.flow).isEmpty();
            in.target.room = 10;
            in.passes(10);
            assertThat(in.stored()).hasSize(2);
            assertThat(in.origin.flow)
                    .containsExactly("$JS.FC.O.c.1NATS/1.0\nNats-Last-Consumer: 2\nNats-Last-Stream: 2\n\n");
        }
    }

    @Test
    void flowControlIsAnsweredWhenWhatCameBeforeIsDurable() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.origin.wantsFlow("$JS.FC.O.c.0");
            assertThat(in.origin.flow).hasSize(1);
            in.target.isSlow = true;
            in.origin.delivers(5, "a", "five");
            in.origin.wantsFlow("$JS.FC.O.c.1");
            in.origin.delivers(6, "a", "six");
            in.origin.beats(2, "$JS.FC.O.c.1");
            assertThat(in.origin.flow).hasSize(1);
            assertThat(info(in).seq()).isZero();
            in.onLane(in.target::sync);
            assertThat(in.origin.flow).hasSize(2);
            assertThat(in.origin.flow.getLast())
                    .isEqualTo("$JS.FC.O.c.1NATS/1.0\nNats-Last-Consumer: 1\nNats-Last-Stream: 5\n\n");
            assertThat(info(in).seq()).isEqualTo(6);
        }
    }

    @Test
    void anOriginThatStallsOnTheSameAnswerAgainAndAgainIsAnError() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            in.origin.beats(0, "$JS.FC.O.c.1");
            in.origin.beats(0, "$JS.FC.O.c.1");
            assertThat(info(in).error()).isNull();
            in.origin.beats(0, "$JS.FC.O.c.1");
            assertThat(in.origin.flow).containsExactly("$JS.FC.O.c.1", "$JS.FC.O.c.1", "$JS.FC.O.c.1");
            assertThat(Objects.requireNonNull(info(in).error()).errCode()).isEqualTo(10228);
            in.origin.beats(0, "");
            assertThat(info(in).error()).isNull();
        }
    }

    @Test
    void moreThanMayWaitIsCutAndAskedForAgain() {
        try (Copying in = new Copying(config(O), "", new MemoryDisk(), 2_000)) {
            in.start();
            in.origin.gives(1);
            in.target.room = 0;
            String payload = "x".repeat(500);
            for (int seq = 1; seq <= 5; seq++) {
                in.origin.delivers(seq, "a", payload);
            }
            in.target.room = 10;
            in.passes(100);
            int stored = in.stored().size();
            assertThat(stored).isBetween(1, 4);
            in.origin.beats(5, "");
            in.passes(2_300);
            assertThat(in.origin.asked("opt_start_seq")).isEqualTo(Integer.toString(stored + 1));
        }
    }

    @Test
    void sourcesComeAndGoWithTheConfiguration() {
        try (Copying in = new Copying(config(O))) {
            in.start();
            in.origin.gives(1);
            String consumer = in.origin.asked("name") + "-x1";
            in.target.config = config(StreamSource.of("P"), O);
            in.onLane(in.sourcing::reconfigured);
            in.passes(300);
            assertThat(in.origin.requests).hasSize(2);
            assertThat(in.origin.request().subject()).isEqualTo("$JS.API.CONSUMER.CREATE.P");
            in.origin.delivers(1, "a", "one");
            assertThat(in.sourcing.sources().stream().map(SourceInfo::name)).containsExactly("P", "O");
            in.target.config = config(StreamSource.of("P"));
            in.onLane(in.sourcing::reconfigured);
            assertThat(in.origin.requests).hasSize(3);
            assertThat(in.origin.request().subject()).isEqualTo("$JS.API.CONSUMER.DELETE.O." + consumer);
            assertThat(in.stored()).containsExactly("1 a one [O 1 > > a]");
        }
    }

    @Test
    void aDurableConsumerIsResetAndNeverDeleted() {
        StreamSource durable = new StreamSource("O", 0, null, "", List.of(), null, new SourceConsumer("D", "del.D"));
        try (Copying in = new Copying(config(durable))) {
            in.start();
            assertThat(Origin.wire(in.origin.request()))
                    .isEqualTo(
                            "$JS.API.CONSUMER.RESET.O.D\nNATS/1.0\nNats-Required-Api-Level: 5\nNats-Stream-Identity: \n\n");
            in.origin.answers("", "{\"name\":\"D\",\"config\":{\"ack_policy\":\"explicit\"}}");
            assertThat(Objects.requireNonNull(info(in).error()).errCode()).isEqualTo(10217);
            in.passes(13_000);
            in.origin.answers(
                    "",
                    "{\"name\":\"D\",\"config\":{\"ack_policy\":\"flow_control\"},\"delivered\":{\"stream_seq\":4}}");
            in.origin.follows("D", "del.D");
            in.origin.delivers(5, "a", "five");
            assertThat(in.stored()).containsExactly("1 a five [O:C=" + SourceName.hash("D") + " 5 > > a]");
            in.onLane(in.sourcing::stop);
            assertThat(in.origin.requests).hasSize(2);
        }
    }

    @Test
    void aDurableConsumerThatDeliversIsAskedAgainAtOnce() {
        StreamSource durable = new StreamSource("O", 0, null, "", List.of(), null, new SourceConsumer("D", "del.D"));
        try (Copying in = new Copying(config(durable))) {
            in.start();
            in.passes(6_000);
            assertThat(in.origin.requests).hasSize(1);
            in.origin.follows("D", "del.D");
            in.origin.beats(0, "");
            in.passes(300);
            assertThat(in.origin.requests).hasSize(2);
        }
    }
}
