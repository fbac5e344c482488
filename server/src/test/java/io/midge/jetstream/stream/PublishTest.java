package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.SubjectTransform;
import io.midge.loop.DrivenLanes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a message that somebody publishes to a stream. */
class PublishTest {
    private final Rig rig = Rig.inMemory();

    @AfterEach
    void close() {
        rig.close();
    }

    private static String error(int status, int code, String text) {
        return "{\"error\":{\"code\":" + status + ",\"err_code\":" + code + ",\"description\":\"" + text
                + "\"},\"stream\":\"S\",\"seq\":0}";
    }

    private static String stored(long seq) {
        return "{\"stream\":\"S\",\"seq\":" + seq + "}";
    }

    @ParameterizedTest
    @EnumSource
    void itIsStoredWithItsSubjectHeadersPayloadAndTime(StorageType storage) {
        try (Rig one = new Rig(storage)) {
            one.make(config -> config);
            assertThat(one.publish("s.a", "hello", "A: b")).isEqualTo(stored(1));
            assertThat(one.publish("s", "")).isEqualTo(stored(2));
            assertThat(one.messages()).containsExactly("1 s.a hello", "2 s ");
            assertThat(one.headersOf(1)).isEqualTo("NATS/1.0\r\nA: b\r\n\r\n");
            assertThat(one.headersOf(2)).isEmpty();
            assertThat(one.info().state().firstTime())
                    .isGreaterThan(DrivenLanes.START.getEpochSecond() * 1_000_000_000L);
            assertThat(one.counted).isEqualTo(one.info().state().bytes());
        }
    }

    @Test
    void nobodyIsAnsweredWhoAsksForNoAnswer() {
        rig.make(config -> config);
        rig.sendRaw("s", "", new byte[0], Rig.bytes("x"));
        rig.settle();
        assertThat(rig.heard()).isEmpty();
        assertThat(rig.messages()).containsExactly("1 s x");
    }

    @Test
    void aStreamWithoutAcknowledgementsAnswersNothing() {
        rig.make(config -> config.noAck(true).maxMsgSize(2));
        assertThat(rig.publish("s", "x")).isEmpty();
        assertThat(rig.publish("s", "too large")).isEmpty();
        assertThat(rig.messages()).containsExactly("1 s x");
    }

    @Test
    void aSealedStreamTakesNothing() {
        rig.make(config -> config.sealed(true));
        assertThat(rig.publish("s", "x")).isEqualTo(error(400, 10109, "invalid operation on sealed stream"));
    }

    @Test
    void headersAndPayloadTogetherHaveAMostSize() {
        rig.make(config -> config.maxMsgSize(30));
        String tooLarge = error(400, 10054, "message size exceeds maximum allowed");
        assertThat(rig.publish("s", "x".repeat(30))).isEqualTo(stored(1));
        assertThat(rig.publish("s", "x".repeat(31))).isEqualTo(tooLarge);
        assertThat(rig.publish("s", "x".repeat(12), "A: b")).isEqualTo(stored(2));
        assertThat(rig.publish("s", "x".repeat(13), "A: b")).isEqualTo(tooLarge);
    }

    @Test
    void headersHaveAMostSizeOfTheirOwn() {
        rig.make(config -> config);
        assertThat(rig.publish("s", "x", "A: " + "b".repeat(65_535)))
                .isEqualTo(error(400, 10097, "header size exceeds maximum allowed of 64k"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Nats-Incr: 1            | 400 | 10168 | message counters is disabled
                    Nats-Incr: one          | 400 | 10171 | message counter increment is invalid
                    Nats-Expected-Stream: T | 400 | 10060 | expected stream does not match
                    Nats-TTL: 5             | 400 | 10166 | per-message TTL is disabled
                    Nats-Expected-Last-Subject-Sequence: 5 | 400 | 10071 | wrong last sequence: 0
                    Nats-Expected-Last-Subject-Sequence-Subject: s.x | 400 | 10193 | missing sequence for expected last sequence per subject
                    Nats-Expected-Last-Sequence: 7 | 400 | 10071 | wrong last sequence: 1
                    Nats-Expected-Last-Sequence: x | 400 | 10071 | wrong last sequence: 1
                    Nats-Schedule: @at 2030-01-01T00:00:00Z | 400 | 10188 | message schedules is disabled
                    Nats-Schedule-Next: purge | 400 | 10212 | message schedules invalid scheduler
                    Nats-Scheduler: s.b     | 400 | 10212 | message schedules invalid scheduler
                    Nats-Stream-Source: a b c d e | 400 | 10227 | message stream source header is not allowed
                    Nats-Expected-Last-Msg-Id: a | 400 | 10070 | wrong last msg ID:
                    Nats-Rollup: all        | 500 | 10111 | rollup not permitted
                    Nats-Batch-Id: b        | 400 | 10174 | atomic publish is disabled
                    """)
    void itIsRefusedForWhatItsHeadersSay(String header, int status, int code, String text) {
        rig.make(config -> config);
        rig.publish("s", "first");
        String answer = rig.publish("s.a", "x", header);
        assertThat(answer.replace(": \"}", ":\"}")).isEqualTo(error(status, code, text));
        assertThat(rig.messages()).hasSize(1);
    }

    @Test
    void aFastBatchIsRefused() {
        rig.make(config -> config);
        rig.sendRaw("s", Rig.REPLY + "u.10.ok.1.0.$FI", new byte[0], Rig.bytes("x"));
        rig.settle();
        assertThat(rig.answers()).containsExactly(error(400, 10205, "batch publish is disabled"));
    }

    @Test
    void whatIsExpectedAndTrueIsNoHindrance() {
        rig.make(config -> config);
        assertThat(rig.publish("s.a", "1", "Nats-Expected-Last-Sequence: 0", "Nats-Msg-Id: one"))
                .isEqualTo(stored(1));
        assertThat(rig.publish("s.b", "2", "Nats-Expected-Stream: S", "Nats-Expected-Last-Msg-Id: one"))
                .isEqualTo(stored(2));
        assertThat(rig.publish("s.a", "3", "Nats-Expected-Last-Subject-Sequence: 1"))
                .isEqualTo(stored(3));
        assertThat(rig.publish("s.c", "4", "Nats-Expected-Last-Subject-Sequence: 0"))
                .isEqualTo(stored(4));
        assertThat(rig.publish(
                        "s.d",
                        "5",
                        "Nats-Expected-Last-Subject-Sequence: 3",
                        "Nats-Expected-Last-Subject-Sequence-Subject: s.a"))
                .isEqualTo(stored(5));
        assertThat(rig.publish(
                        "s.e",
                        "6",
                        "Nats-Expected-Last-Subject-Sequence: 5",
                        "Nats-Expected-Last-Subject-Sequence-Subject: s.*"))
                .isEqualTo(stored(6));
    }

    @Test
    void anIdComesOnceWithinItsWindow() {
        rig.make(config -> config.duplicateWindowNs(Duration.ofSeconds(10).toNanos()));
        assertThat(rig.publish("s", "1", "Nats-Msg-Id: a")).isEqualTo(stored(1));
        assertThat(rig.publish("s", "2", "Nats-Msg-Id: b")).isEqualTo(stored(2));
        assertThat(rig.publish("s.x", "3", "Nats-Msg-Id: a"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
        rig.pass(Duration.ofSeconds(11));
        assertThat(rig.publish("s", "4", "Nats-Msg-Id: a")).isEqualTo(stored(3));
        assertThat(rig.stream().store().duplicates().size()).isPositive();
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.stream().store().duplicates().size()).isZero(); // nobody had to publish for it
    }

    @Test
    void aDuplicateIsAskedForBeforeTheLastIdAndAfterTheLastSequence() {
        rig.make(config -> config);
        rig.publish("s", "1", "Nats-Msg-Id: a");
        assertThat(rig.publish("s", "2", "Nats-Msg-Id: a", "Nats-Expected-Last-Msg-Id: z"))
                .contains("\"duplicate\": true");
        assertThat(rig.publish("s", "2", "Nats-Msg-Id: a", "Nats-Expected-Last-Sequence: 9"))
                .isEqualTo(error(400, 10071, "wrong last sequence: 1"));
    }

    @Test
    void aMessageWithoutAnIdLeavesNoLastId() {
        rig.make(config -> config);
        rig.publish("s", "1", "Nats-Msg-Id: a");
        rig.publish("s", "2");
        assertThat(rig.publish("s", "3", "Nats-Expected-Last-Msg-Id: a"))
                .isEqualTo(error(400, 10070, "wrong last msg ID: "));
    }

    @Test
    void aRollupOfASubjectLeavesThatMessageOnly() {
        rig.make(config -> config.allowRollup(true));
        for (int i = 1; i <= 3; i++) {
            rig.publish("s.a", "a" + i);
            rig.publish("s.b", "b" + i);
        }
        assertThat(rig.publish("s.a", "all", "Nats-Rollup: Sub")).isEqualTo(stored(7));
        assertThat(rig.messages()).containsExactly("2 s.b b1", "4 s.b b2", "6 s.b b3", "7 s.a all");
        assertThat(rig.publish("s.c", "end", "Nats-Rollup: all")).isEqualTo(stored(8));
        assertThat(rig.messages()).containsExactly("8 s.c end");
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        assertThat(rig.publish("s.c", "x", "Nats-Rollup: SOM<e"))
                .isEqualTo(error(500, 10111, "rollup value invalid: \\\"som\\u003ce\\\""));
    }

    @Test
    void whoRollsUpNeedsLeaveToPurge() {
        rig.make(config -> config.allowRollup(true).denyPurge(true));
        assertThat(rig.publish("s", "x", "Nats-Rollup: sub")).isEqualTo(error(500, 10111, "rollup not permitted"));
    }

    @Test
    void theSubjectIsTurnedIntoAnother() {
        rig.make(config -> config.subjectTransform(new SubjectTransform("s.*", "t.{{wildcard(1)}}.end")));
        rig.publish("s.a", "1");
        rig.publish("s", "2");
        assertThat(rig.messages()).containsExactly("1 t.a.end 1", "2 s 2");
        assertThat(rig.publish("s.a", "3", "Nats-Expected-Last-Subject-Sequence: 1"))
                .isEqualTo(stored(3));
        assertThat(rig.crowd.heard).contains("+1 t.a.end");
    }

    @Test
    void whatIsForThisHopOnlyIsNotStored() {
        rig.make(config -> config);
        rig.sendRaw(
                "s", "", Rig.bytes("NATS/1.0 503 Oh\r\nA: b\r\nNats-Request-Info: {}\r\nC: d\r\n\r\n"), Rig.bytes("1"));
        rig.sendRaw("s", "", Rig.bytes("NATS/1.0 100 Idle\r\n\r\n"), Rig.bytes("2"));
        rig.sendRaw("s", "", Rig.bytes("NATS/1.0\r\nNats-Request-Info: {}\r\n\r\n"), Rig.bytes("3"));
        rig.settle();
        assertThat(rig.messages()).hasSize(3);
        assertThat(rig.headersOf(1)).isEqualTo("NATS/1.0\r\nA: b\r\nC: d\r\n\r\n");
        assertThat(rig.headersOf(2)).isEmpty();
        assertThat(rig.headersOf(3)).isEmpty();
    }

    @Test
    void itIsRefusedWhereTheAccountHasNoRoom() {
        rig.make(config -> config);
        rig.refuses = JsError.ACCOUNT_RESOURCES_EXCEEDED;
        assertThat(rig.publish("s", "x")).isEqualTo(error(400, 10002, "resource limits exceeded for account"));
        rig.refuses = null;
        assertThat(rig.publish("s", "x")).isEqualTo(stored(1));
    }

    @Test
    void fromHalfOfWhatMayWaitOnItsPublisherIsReadMoreSlowly() {
        rig.mostWaiting = 8;
        rig.mostWaitingBytes = 8_000;
        rig.make(config -> config);
        rig.settle();
        assertThat(restsAfter(4, 100)).isZero();
        assertThat(restsAfter(5, 100)).isEqualTo(5_000_000);
        assertThat(restsAfter(7, 100)).isEqualTo(10_000_000);
    }

    @Test
    void theBytesThatWaitCountAsWell() {
        rig.mostWaiting = 100;
        rig.mostWaitingBytes = 10_000;
        rig.make(config -> config);
        rig.settle();
        assertThat(restsAfter(4, 1_000)).isZero();
        assertThat(restsAfter(5, 1_000)).isBetween(1_000_000L, 2_000_000L);
        assertThat(restsAfter(8, 1_000)).isEqualTo(10_000_000);
        assertThat(rig.answers()).noneMatch(each -> each.contains("error"));
    }

    /** How long who publishes has to rest when so many messages of so many bytes came, and none was taken yet. */
    private long restsAfter(int messages, int bytes) {
        long before = rig.loops.on(0, () -> rig.loops.get(0).rest());
        for (int i = 0; i < messages; i++) {
            rig.send("s", "x".repeat(bytes));
        }
        long rest = rig.loops.on(0, () -> rig.loops.get(0).rest());
        rig.settle();
        assertThat(rest).isGreaterThanOrEqualTo(before);
        return rest;
    }

    @Test
    void beyondWhatMayWaitItIsRefusedAtOnce() {
        rig.mostWaiting = 3;
        rig.make(config -> config);
        rig.settle();
        rig.heard();
        for (int i = 0; i < 5; i++) {
            rig.send("s", "x" + i);
        }
        rig.loops.settle();
        List<Rig.Got> refused = rig.heard();
        assertThat(refused).hasSize(2).allSatisfy(each -> {
            assertThat(each.headers()).isEqualTo("NATS/1.0 429 Too Many Requests\r\n\r\n");
            assertThat(each.payload()).isEqualTo(error(429, 10167, "too many requests"));
        });
        rig.settle();
        assertThat(rig.answers()).containsExactly(stored(1), stored(2), stored(3));
        assertThat(rig.messages()).containsExactly("1 s x0", "2 s x1", "3 s x2");
        assertThat(rig.loops.lines)
                .contains("WRN Dropping messages due to excessive stream ingest rate on 'A' > 'S': 2 refused"
                        + " (max_buffered_msgs of the jetstream block is 3, max_buffered_size 16777216 bytes)");
    }

    @Test
    void aMessageLargerThanAFileTakesIsRefused() {
        try (Rig files = Rig.inFiles()) {
            files.mostWaitingBytes = 64 << 20;
            files.make(config -> config);
            files.sendRaw("s", Rig.REPLY + "x", new byte[0], new byte[33 << 20]);
            files.settle();
            assertThat(files.answers()).containsExactly(error(503, 10077, "message too large"));
        }
    }
}
