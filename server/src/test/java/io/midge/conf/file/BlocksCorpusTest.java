package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.conf.Conf;
import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
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

    /** A configuration, and what nats-server says to it. */
    private record Case(String config, List<String> answer) {}

    @TestFactory
    Stream<DynamicTest> answers() throws IOException {
        List<Case> cases = cases("blocks.txt");
        assertThat(cases).hasSizeGreaterThan(900);
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.config, () -> check(each.config, each.answer)));
    }

    /** What it says when it starts, which is the one thing that it refuses first. */
    @TestFactory
    Stream<DynamicTest> answersAtTheStart() throws IOException {
        List<Case> cases = cases("blocks-start.txt");
        assertThat(cases).hasSizeGreaterThan(100);
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(each.config, () -> start(each.config, each.answer.getFirst())));
    }

    private static List<Case> cases(String resource) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : lines(resource)) {
            String text = line.substring(2);
            switch (line.substring(0, 2)) {
                case "> " -> cases.add(new Case(text, new ArrayList<>()));
                case "< " -> cases.getLast().answer.add(text);
                case "= " -> {
                    cases.getLast().answer.clear();
                    cases.getLast().answer.add(text);
                }
                default -> throw new IllegalStateException(line);
            }
        }
        return cases;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(BlocksCorpusTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void start(String config, String answer) throws Exception {
        Problems problems = new Problems();
        Options options = read(Conf.text(config + "\n", "f.conf", name -> null).map(), problems);
        assertThat(problems.errors()).isEmpty();
        if (answer.equals(ACCEPTED)) {
            assertThatCode(options::check).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(options::check)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(answer);
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
        return line.contains("invalid use of field")
                || line.contains("is high, consider")
                || line.contains("will reset to");
    }

    /** Our text begins with the place and contains the rest; of errors of Go itself there is no more than that there is one. */
    private static void compare(String ours, String line) {
        if (!line.contains(WRONG_TYPE)) {
            int place = line.startsWith("f.conf:") ? line.indexOf(": ") + 2 : 0;
            assertThat(ours).startsWith(line.substring(0, place)).contains(line.substring(place));
        }
    }

    private static Options read(ConfMap map, Problems problems) {
        Block top = new Block(map, problems);
        JetStreamOptions jetStream = one(top, JetStreamReader::read, "jetstream");
        Options options = Options.builder()
                .port(Listen.saturated(top.whole(0L, Long.MIN_VALUE, Long.MAX_VALUE, "port")))
                .serverName(top.text("server_name"))
                .cluster(one(top, ClusterReader::read, "cluster"))
                .gateway(one(top, GatewayReader::read, "gateway"))
                .leafNodes(one(top, LeafNodeReader::read, "leafnodes", "leaf"))
                .websocket(one(top, WebsocketReader::read, "websocket", "ws"))
                .mqtt(one(top, MqttReader::read, "mqtt"))
                .jetStream(jetStream)
                .storeDir(StoreDir.read(top, jetStream))
                .security(SecurityReader.read(top))
                .build();
        top.end();
        return options;
    }

    private static <T> @Nullable T one(Block top, BiFunction<ConfValue, Problems, @Nullable T> door, String... names) {
        ConfValue value = top.value(names);
        return value == null ? null : door.apply(value, top.problems());
    }
}
