package io.midge.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** Any block of headers: what it asks for is in it, and it asks for the same wherever it stands. */
class TraceHeadersFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBlockAsksOrNot(byte[] data) {
        SortedMap<String, List<String>> asked = TraceHeaders.sampled(data, 0, data.length);
        byte[] room = new byte[data.length + 6];
        Arrays.fill(room, (byte) '\n');
        System.arraycopy(data, 0, room, 3, data.length);
        assertThat(TraceHeaders.sampled(room, 3, data.length)).isEqualTo(asked);
        if (asked == null) {
            return;
        }
        assertThat(asked).isNotEmpty();
        int size = 0;
        for (List<String> values : asked.values()) {
            assertThat(values).isNotEmpty();
            size += values.stream().mapToInt(String::length).sum();
        }
        assertThat(size).isLessThan(data.length);
        assertThat(asked.keySet())
                .allMatch(name -> name.startsWith("Uber") || name.contains("B3") || name.startsWith("Trace"));
    }
}
