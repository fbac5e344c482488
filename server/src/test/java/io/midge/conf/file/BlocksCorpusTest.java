package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.JetStreamOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What nats-server 2.15.2 says with {@code -t} to a thousand small configurations, line by line: {@code > } a
 * configuration, {@code < } an answer, {@code +} if it is accepted,
 * {@code = } what is answered here instead where a text differs.
 */
class BlocksCorpusTest {
    private static final String ACCEPTED = "+";
    private static final String WRONG_TYPE = "interface conversion";

    @TestFactory
    Collection<DynamicTest> answers() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> said = new ArrayList<>();
        String config = "";
        for (String line : lines()) {
            if (line.startsWith("> ")) {
                config = line.substring(2);
                said = new ArrayList<>();
                List<String> answer = said;
                String text = config;
                tests.add(DynamicTest.dynamicTest(text, () -> check(text, answer)));
            } else if (line.startsWith("< ")) {
                said.add(line.substring(2));
            } else if (line.startsWith("= ")) {
                said.clear();
                said.add(line.substring(2));
            }
        }
        assertThat(tests).hasSizeGreaterThan(900);
        return tests;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(BlocksCorpusTest.class.getResourceAsStream("blocks.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void check(String config, List<String> answer) throws Exception {
        ConfMap map = Conf.text(config + "\n", "f.conf", name -> null).map();
        Problems problems = new Problems();
        read(map, problems);
        List<String> ours = new ArrayList<>(problems.errors());
        ours.addAll(problems.warnings());
        if (answer.equals(List.of(ACCEPTED))) {
            assertThat(ours).isEmpty();
            return;
        }
        boolean type = answer.stream().anyMatch(line -> line.contains(WRONG_TYPE));
        for (String line : answer) {
            if (!type || line.contains(WRONG_TYPE)) {
                assertThat(ours).as("to %s", answer).anySatisfy(text -> compare(text, line));
            }
        }
        boolean onlyWarned = answer.stream().allMatch(BlocksCorpusTest::isWarning);
        assertThat(problems.errors().isEmpty()).as("to %s: %s", answer, ours).isEqualTo(onlyWarned);
    }

    private static boolean isWarning(String line) {
        return line.contains("invalid use of field") || line.contains("is high, consider") || line.contains("will reset to");
    }

    /** Our text begins with the place and contains the rest; of errors of Go itself there is no more than that there is one. */
    private static void compare(String ours, String line) {
        if (!line.contains(WRONG_TYPE)) {
            int place = line.startsWith("f.conf:") ? line.indexOf(": ") + 2 : 0;
            assertThat(ours).startsWith(line.substring(0, place)).contains(line.substring(place));
        }
    }

    private static void read(ConfMap map, Problems problems) {
        Block top = new Block(map, problems);
        one(top, ClusterReader::read, "cluster");
        one(top, GatewayReader::read, "gateway");
        one(top, LeafNodeReader::read, "leafnodes", "leaf");
        one(top, WebsocketReader::read, "websocket", "ws");
        one(top, MqttReader::read, "mqtt");
        JetStreamOptions jetStream = one(top, JetStreamReader::read, "jetstream");
        StoreDir.read(top, jetStream);
        top.end();
    }

    private static <T> @Nullable T one(Block top, BiFunction<ConfValue, Problems, @Nullable T> door, String... names) {
        ConfValue value = top.value(names);
        return value == null ? null : door.apply(value, top.problems());
    }
}
