package io.midge.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Any bytes are parsed without a failure, and it makes no difference in which pieces they come. Runs over the seeds in
 * the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class ClientParserFuzzTest {
    private static final int LIMIT = 64;

    @FuzzTest(maxDuration = "60s")
    void piecesMakeNoDifference(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] input = Arrays.copyOfRange(data, 1, data.length);
        boolean headers = data[0] >= 0;
        var whole = ops(headers).feed(LIMIT, true, input);
        Random random = new Random(data[0]);
        for (int round = 0; round < 4; round++) {
            int[] cuts =
                    random.ints(random.nextInt(8), 0, input.length + 1).sorted().toArray();
            var patient = ops(headers).feed(LIMIT, true, input, cuts);
            var hasty = ops(headers).feed(LIMIT, false, input, cuts);
            assertThat(found(patient)).as("cuts %s", Arrays.toString(cuts)).isEqualTo(found(whole));
            assertThat(found(hasty)).as("cuts %s", Arrays.toString(cuts)).isEqualTo(found(whole));
        }
    }

    private static RecordedOps ops(boolean headers) {
        var ops = new RecordedOps();
        ops.headers = headers;
        return ops;
    }

    // How much is left of an incomplete line depends on how its blanks came, which are not kept; that some is does not.
    private static List<String> found(RecordedOps ops) {
        return ops.calls.stream()
                .map(call -> call.startsWith("LEFT ") && !call.equals("LEFT 0") ? "LEFT SOME" : call)
                .toList();
    }
}
