package io.midge.proto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages ask to be measured; each answer is nats-server's. */
class TraceHeadersTest {
    private static String sampled(String block) {
        byte[] bytes = ("xx" + block + "yy").getBytes(ISO_8859_1);
        return String.valueOf(TraceHeaders.sampled(bytes, 2, bytes.length - 4));
    }

    // Lines that end in | for CRLF.
    private static String of(String lines) {
        return sampled("NATS/1.0\r\n" + lines.replace("|", "\r\n") + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Uber-Trace-Id: a:b:c:1|               ; {Uber-Trace-Id=[a:b:c:1]}",
                "uber-trace-id: a:b:c:0f|              ; {Uber-Trace-Id=[a:b:c:0f]}",
                "Uber-Trace-Id: :::z1|                 ; {Uber-Trace-Id=[:::z1]}",
                "Uber-Trace-Id: a:b:c:0|               ; null",
                "Uber-Trace-Id: a:b:c:2|               ; null",
                "Uber-Trace-Id: a:b:c:g|               ; null",
                "Uber-Trace-Id: a:b:c:|                ; null",
                "Uber-Trace-Id: a:b:c:001|             ; null",
                "Uber-Trace-Id: a:b:1|                 ; null",
                "Uber-Trace-Id: a:b:c:d:1|             ; null",
                "Uber-Trace-Id: :::1|uberctx-a: 1|UberCTX-B: 2|Uberctx: 3| ; {Uber-Trace-Id=[:::1], Uberctx-A=[1], Uberctx-B=[2]}",
                "Uber-Trace-Id: :::0|X-B3-Sampled: 1|  ; null",
                "X-B3-Sampled: 1|                      ; {X-B3-Sampled=[1]}",
                "X-B3-Sampled: 1|x-b3-traceid: t|X-B3-SpanId: s|X-B3-ParentSpanId: p|X-B3-Flags: 1|B3: 0| ;"
                        + "{X-B3-Parentspanid=[p], X-B3-Sampled=[1], X-B3-Spanid=[s], X-B3-Traceid=[t]}",
                "X-B3-Sampled: 0|X-B3-TraceId: t|      ; null",
                "X-B3-Sampled: true|                   ; null",
                "X-B3-Sampled: d|X-B3-TraceId: t|      ; {X-B3-Sampled=[d], X-B3-Traceid=[t]}",
                "X-B3-Sampled: d|B3: 1|                ; {B3=[1]}",
                "X-B3-Sampled: 1|X-B3-Sampled: 0|      ; '{X-B3-Sampled=[1, 0]}'",
                "X-B3-Sampled: 0|X-B3-Sampled: 1|      ; null",
                "X-B3-TraceId:|                        ; {X-B3-Traceid=[]}",
                "X-B3-SpanId: s|                       ; null",
                "B3: 0|                                ; null",
                "b3: 1|                                ; {B3=[1]}",
                "B3: a-b-1-c|                          ; {B3=[a-b-1-c]}",
                "B3: a-b|                              ; {B3=[a-b]}",
                "B3: a-b-d|                            ; {B3=[a-b-d]}",
                "B3: a-b-0|                            ; null",
                "B3: a-b-0-c|                          ; null",
                "B3: 0|Traceparent: 00-a-b-01|         ; null",
                "Traceparent: 00-a-b-01|               ; {Traceparent=[00-a-b-01]}",
                "traceparent: 00-a-b-01|tracestate: x=1|Tracestate: y=2| ; '{Traceparent=[00-a-b-01], Tracestate=[x=1, y=2]}'",
                "Traceparent: 00-a-b-00|               ; null",
                "Traceparent: 00-a-b-7f|               ; {Traceparent=[00-a-b-7f]}",
                "Traceparent: 00-a-b-81|               ; null",
                "Traceparent: 00-a-b-+1|               ; {Traceparent=[00-a-b-+1]}",
                "Traceparent: 00-a-b-1|                ; null",
                "Traceparent: 00-a-b-0g|               ; null",
                "Traceparent: 00-a-b-c-01|             ; null",
                "Tracestate: x=1|                      ; null",
                "Other: 1|                             ; null",
            })
    void theFirstSystemThatSaysAnythingHasTheWord(String lines, String expected) {
        assertThat(of(lines)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " X-B3-Sampled: 1|",
                "X-B3-Sampled 1|",
                "X-B3-Sampled: 1|no colon|",
                "X-B3-Sampled: 1|: no name|",
                "X-B3-Sampled: 1|na/me: 1|",
                "X-B3-Sampled: 1|n\u00e9: 1|",
                "X-B3-Sampled: 1|a: \u0001|",
                "X-B3-Sampled: 1|a: \u007f|",
                "X-B3-Sampled: 1|a: b\r\r\n",
                "X-B3-Sampled: 1|a: b\rc|",
                "X-B3-Sampled: 1|a: b| \u0001|",
                "X-B3-Sampled : 1|",
            })
    void oneBadLineAndThereAreNoHeaders(String lines) {
        assertThat(of(lines)).isEqualTo("null");
    }

    @Test
    void linesAreReadAsGoReadsThem() {
        assertThat(of("X-B3-Sampled:1|")).isEqualTo("{X-B3-Sampled=[1]}");
        assertThat(of("X-B3-Sampled: \t1 \t|")).isEqualTo("{X-B3-Sampled=[1]}");
        assertThat(of("X-B3-Sampled:| 1|")).as("folded").isEqualTo("{X-B3-Sampled=[1]}");
        assertThat(of("B3: a| \t b |\tc|")).isEqualTo("{B3=[a b c]}");
        assertThat(of("B3: a| |")).isEqualTo("{B3=[a ]}");
        assertThat(of("a b: blank|$!#%&'*+-.^_`~0: marks|B3: \u00e9|")).isEqualTo("{B3=[\u00e9]}");
        assertThat(sampled("NATS/1.0\nB3: 1\n\n")).as("LF alone").isEqualTo("{B3=[1]}");
        assertThat(sampled("\r\nB3: 1\r\n\r\nB3: 2\r\n\r\n"))
                .as("behind the end")
                .isEqualTo("{B3=[1]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NATS/1.0",
                "NATS/1.0\r\n",
                "NATS/1.0\r\nB3: 1",
                "NATS/1.0\r\nB3: 1\r\n",
                "NATS/1.0\r\nB3: 1\r\n "
            })
    void aBlockWithoutAnEndIsNone(String block) {
        assertThat(sampled(block)).isEqualTo("null");
    }
}
