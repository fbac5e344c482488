package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.StreamSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that are asked for past the API. */
class DirectGetTest {
    private static final String GET = "$JS.API.DIRECT.GET.S";

    private final Rig rig = Rig.inFiles();

    @BeforeEach
    void fill() {
        rig.make(config -> config.allowDirect(true).allowRollup(true));
        rig.publish("s.a", "a1");
        rig.publish("s.b", "b1", "A: b");
        rig.publish("s.a", "a2");
        rig.publish("s.c", "c1");
        rig.publish("s.a", "a3");
        rig.delete(4, false);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<String> ask(String body, String... headers) {
        return rig.request(GET, body, headers).stream()
                .map(DirectGetTest::shorter)
                .toList();
    }

    /** Without what is the same in all: version, stream and time. */
    private static String shorter(Rig.Got got) {
        String headers = got.headers()
                .replace("NATS/1.0\r\n", "")
                .replace("Nats-Stream: S\r\n", "")
                .replaceAll("Nats-Time-Stamp: 2026-01-02T[^\r]*Z\r\n", "")
                .replace("\r\n\r\n", "")
                .replace("Nats-", "")
                .replace("\r\n", " ");
        return headers + "|" + got.payload();
    }

    @Test
    void oneMessageIsFoundBySequenceOrSubject() {
        assertThat(rig.request(GET, "{\"seq\":2}").getFirst().headers())
                .startsWith(
                        "NATS/1.0\r\nA: b\r\nNats-Stream: S\r\nNats-Subject: s.b\r\nNats-Sequence: 2\r\nNats-Time-Stamp: ")
                .matches("(?s).*: 2026-01-02T03:04:05\\.\\d+Z\r\n\r\n");
        assertThat(ask("{\"seq\":2}")).containsExactly("A: b Subject: s.b Sequence: 2|b1");
        assertThat(ask("{\"last_by_subj\":\"s.a\"}")).containsExactly("Subject: s.a Sequence: 5|a3");
        assertThat(ask("{\"last_by_subj\":\"s.*\"}")).containsExactly("Subject: s.a Sequence: 5|a3");
        assertThat(ask("{\"next_by_subj\":\"s.a\",\"seq\":2}")).containsExactly("Subject: s.a Sequence: 3|a2");
        assertThat(ask("{\"next_by_subj\":\"s.>\"}")).containsExactly("Subject: s.a Sequence: 1|a1");
        assertThat(ask("{\"seq\":4}")).containsExactly("NATS/1.0 404 Message Not Found|");
        assertThat(ask("{\"last_by_subj\":\"s.c\"}")).containsExactly("NATS/1.0 404 Message Not Found|");
    }

    @Test
    void theSubjectMayStandBehindTheStream() {
        assertThat(rig.request(GET + ".s.b", "").stream().map(DirectGetTest::shorter))
                .containsExactly("A: b Subject: s.b Sequence: 2|b1");
        assertThat(rig.request(GET + ".s.b", "{\"no_hdr\":true}").getFirst())
                .isEqualTo(new Rig.Got(Rig.REPLY + "6", "", "b1"));
        assertThat(rig.request(GET + ".s.x", "").getFirst().headers())
                .isEqualTo("NATS/1.0 404 Message Not Found\r\n\r\n");
        assertThat(rig.request(GET + ".s.b", "{\"seq\":1}").getFirst().headers())
                .isEqualTo("NATS/1.0 408 Bad Request\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                      | 408 Empty Request
                    {}                                      | 408 Empty Request
                    {"batch":3}                             | 408 Empty Request
                    {"seq":                                 | 408 Malformed Request
                    {"seq":1,"last_by_subj":"s.a"}          | 408 Bad Request
                    {"last_by_subj":"s.a","batch":2}        | 408 Bad Request
                    {"next_by_subj":"s.a","multi_last":["s.a"]} | 408 Bad Request
                    """)
    void whatMakesNoSenseIsRefused(String body, String status) {
        assertThat(ask(body)).containsExactly("NATS/1.0 " + status + "|");
    }

    @Test
    void whoNeedsANewerServerIsTold() {
        assertThat(ask("{\"seq\":1}", "Nats-Required-Api-Level: 99"))
                .containsExactly("NATS/1.0 412 Required Api Level|");
        assertThat(ask("{\"seq\":1}", "Nats-Required-Api-Level: 1")).hasSize(1).doesNotContain("412");
    }

    @Test
    void severalComeOneBehindTheOther() {
        assertThat(ask("{\"seq\":2,\"batch\":2}"))
                .containsExactly(
                        "A: b Subject: s.b Sequence: 2 Num-Pending: 2 Last-Sequence: 0|b1",
                        "Subject: s.a Sequence: 3 Num-Pending: 1 Last-Sequence: 2|a2",
                        "NATS/1.0 204 EOB Num-Pending: 1 Last-Sequence: 3|");
        assertThat(ask("{\"next_by_subj\":\"s.a\",\"batch\":10}"))
                .containsExactly(
                        "Subject: s.a Sequence: 1 Num-Pending: 2 Last-Sequence: 0|a1",
                        "Subject: s.a Sequence: 3 Num-Pending: 1 Last-Sequence: 1|a2",
                        "Subject: s.a Sequence: 5 Num-Pending: 0 Last-Sequence: 3|a3",
                        "NATS/1.0 204 EOB Num-Pending: 0 Last-Sequence: 5|");
        assertThat(ask("{\"seq\":1,\"batch\":-1}"))
                .containsExactly("NATS/1.0 204 EOB Num-Pending: 4 Last-Sequence: 0|");
        assertThat(ask("{\"seq\":9,\"batch\":2}")).containsExactly("NATS/1.0 404 Message Not Found|");
        assertThat(ask("{\"seq\":1,\"batch\":5,\"max_bytes\":6}"))
                .containsExactly(
                        "Subject: s.a Sequence: 1 Num-Pending: 3 Last-Sequence: 0|a1",
                        "A: b Subject: s.b Sequence: 2 Num-Pending: 2 Last-Sequence: 1|b1",
                        "NATS/1.0 204 EOB Num-Pending: 2 Last-Sequence: 2|");
    }

    @Test
    void theyBeginAtATime() {
        assertThat(ask("{\"start_time\":\"2020-01-01T00:00:00Z\",\"batch\":1}").getFirst())
                .contains("Sequence: 1");
        assertThat(ask("{\"start_time\":\"2030-01-01T00:00:00Z\"}")).containsExactly("NATS/1.0 404 Message Not Found|");
    }

    @Test
    void theLastOfManySubjectsComesTogether() {
        assertThat(ask("{\"multi_last\":[\"s.a\",\"s.b\"]}"))
                .containsExactly(
                        "A: b Subject: s.b Sequence: 2 Num-Pending: 1 Last-Sequence: 0|b1",
                        "Subject: s.a Sequence: 5 Num-Pending: 0 Last-Sequence: 2|a3",
                        "NATS/1.0 204 EOB Num-Pending: 0 Last-Sequence: 5 UpTo-Sequence: 5|");
        assertThat(ask("{\"multi_last\":[\"s.>\"],\"up_to_seq\":3}"))
                .containsExactly(
                        "A: b Subject: s.b Sequence: 2 Num-Pending: 1 Last-Sequence: 0|b1",
                        "Subject: s.a Sequence: 3 Num-Pending: 0 Last-Sequence: 2|a2",
                        "NATS/1.0 204 EOB Num-Pending: 0 Last-Sequence: 3 UpTo-Sequence: 3|");
        assertThat(ask("{\"multi_last\":[\"s.>\"],\"seq\":3}"))
                .containsExactly(
                        "Subject: s.a Sequence: 5 Num-Pending: 0 Last-Sequence: 0|a3",
                        "NATS/1.0 204 EOB Num-Pending: 0 Last-Sequence: 5 UpTo-Sequence: 5|");
        assertThat(ask("{\"multi_last\":[\"s.>\"],\"batch\":1}"))
                .containsExactly(
                        "A: b Subject: s.b Sequence: 2 Num-Pending: 1 Last-Sequence: 0|b1",
                        "NATS/1.0 204 EOB Num-Pending: 1 Last-Sequence: 2 UpTo-Sequence: 5|");
        assertThat(ask("{\"multi_last\":[\"t.>\"]}")).containsExactly("NATS/1.0 404 No Results|");
        assertThat(ask("{\"multi_last\":[\"s.>\"],\"up_to_time\":\"2020-01-01T00:00:00Z\"}"))
                .containsExactly("NATS/1.0 404 No Results|");
    }

    @Test
    void moreThanAThousandSubjectsAreTooMany() {
        for (int i = 0; i < 1_025; i++) {
            rig.send("s.many." + i, "x");
        }
        rig.settle();
        assertThat(ask("{\"multi_last\":[\"s.many.*\"]}")).containsExactly("NATS/1.0 413 Too Many Results|");
        rig.purge("s.many.7", 0, 0);
        assertThat(ask("{\"multi_last\":[\"s.many.*\"]}")).hasSize(1_025);
    }

    @Test
    void nobodyAnswersWhereThatIsNotAllowed() {
        rig.update(config -> config.allowDirect(false));
        assertThat(ask("{\"seq\":1}")).isEmpty();
        rig.update(config -> config.allowDirect(true));
        assertThat(ask("{\"seq\":1}")).hasSize(1);
    }

    @Test
    void aMirrorAnswersForItsOrigin() {
        rig.update(config ->
                config.subjects(List.of()).mirror(StreamSource.of("O")).mirrorDirect(true));
        assertThat(rig.request("$JS.API.DIRECT.GET.O", "{\"seq\":1}"))
                .as("it is behind")
                .isEmpty();
        rig.on(() -> rig.stream().caughtUp());
        assertThat(rig.request("$JS.API.DIRECT.GET.O", "{\"seq\":1}")).hasSize(1);
    }
}
