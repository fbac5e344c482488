package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sends who means no good: the stream goes on, and so does its lane. */
class HostileTest {
    private final Rig rig = Rig.inFiles();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 4096, Long.MAX_VALUE - 1, -1, Long.MIN_VALUE, 1L << 62})
    void aPurgeUpToAnySequenceLeavesAStreamThatStores(long seq) {
        rig.make(config -> config);
        rig.publish("s.a", "1");
        String purged = rig.purge("", seq, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.publish("s.a", "x")).as(purged).doesNotContain("error");
        }
        assertThat(rig.delete(rig.info().state().lastSeq() - 1, false)).isEmpty();
        assertThat(rig.news).isEmpty();
        assertThat(rig.info().state().lastSeq()).isPositive();
    }

    @Test
    @Timeout(30) // a copy for each would take minutes
    void aHeaderThatIsNotStoredMayBeThereAnyNumberOfTimes() {
        rig.make(config -> config.maxMsgSize(-1));
        String line = "Nats-Request-Info: \r\n";
        byte[] headers = Rig.bytes("NATS/1.0\r\nA: b\r\n" + line.repeat((2 << 20) / line.length()) + "\r\n");
        rig.sendRaw("s.a", Rig.REPLY + "x", headers, Rig.bytes("1"));
        rig.settle();
        assertThat(rig.answers()).containsExactly("{\"stream\":\"S\",\"seq\":1}");
        assertThat(rig.headersOf(1)).isEqualTo("NATS/1.0\r\nA: b\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "a..b", ">.a", "a.>.b", "*", "*.*.*", "a*", "a>", " ", "\\u0000", "\\ud800", "a. .b",
                ".a", "a."
            })
    void anySubjectMayBeAskedFor(String pattern) {
        rig.make(config -> config.allowDirect(true));
        rig.publish("s.a", "1");
        String subject = "$JS.API.DIRECT.GET.S";
        for (String body : List.of(
                "{\"last_by_subj\":\"@\"}",
                "{\"next_by_subj\":\"@\",\"seq\":1}",
                "{\"next_by_subj\":\"@\",\"seq\":18446744073709551615,\"batch\":5}",
                "{\"multi_last\":[\"@\"]}",
                "{\"multi_last\":[\"@\"],\"up_to_seq\":18446744073709551615}",
                "{\"multi_last\":[\"@\"],\"up_to_time\":\"0001-01-01T00:00:00Z\"}",
                "{\"seq\":9223372036854775807,\"batch\":9}")) {
            assertThat(rig.request(subject, body.replace("@", pattern)))
                    .as(body)
                    .isNotEmpty();
        }
        assertThat(rig.publish(
                        "s.a",
                        "1",
                        "Nats-Expected-Last-Subject-Sequence: 0",
                        "Nats-Expected-Last-Subject-Sequence-Subject: " + pattern))
                .isNotEmpty();
        rig.purge(pattern.startsWith("\\") ? "\0" : pattern, 0, 1);
        rig.stream().info(new Stream.Details(true, pattern, 0, 10));
        assertThat(rig.publish("s.a", "2")).contains("\"seq\":");
        assertThat(rig.news).isEmpty();
    }
}
