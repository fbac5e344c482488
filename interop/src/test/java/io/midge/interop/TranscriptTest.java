package io.midge.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import io.midge.interop.Replay.Cut;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts, which the Go server answers as they say, against a server in this JVM. */
class TranscriptTest {
    private static final Path FOLDER = Path.of("transcripts");

    @TestFactory
    Stream<DynamicTest> aServerWithOneLoopAnswersAsTheTranscriptSays() throws IOException {
        return replays(1);
    }

    @TestFactory
    Stream<DynamicTest> aServerWithThreeLoopsAnswersAsTheTranscriptSays() throws IOException {
        return replays(3);
    }

    private static Stream<DynamicTest> replays(int loops) throws IOException {
        List<Transcript> all = TranscriptSuite.transcripts(FOLDER);
        assertThat(all).hasSizeGreaterThan(40);
        return all.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> replay(each, loops)));
    }

    private static void replay(Transcript transcript, int loops) throws IOException {
        Options.Builder options = Options.builder()
                .host(PeerServer.HOST)
                .port(Options.RANDOM_PORT)
                .ioLoops(loops);
        transcript.config().forEach(line -> configure(options, line));
        List<String> wrong = new ArrayList<>();
        try (NatsServer server = NatsServer.start(options.build())) {
            for (Cut cut : transcript.once() ? new Cut[] {Cut.AS_WRITTEN} : Cut.values()) {
                try {
                    new Replay(transcript, server.port(), cut).run();
                } catch (Mismatch e) {
                    wrong.add(cut + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void configure(Options.Builder options, String line) {
        int colon = line.indexOf(':');
        int value = Integer.parseInt(line.substring(colon + 1).strip());
        switch (line.substring(0, colon)) {
            case "max_connections" -> options.maxConnections(value);
            case "max_subscriptions" -> options.maxSubscriptions(value);
            case "max_control_line" -> options.maxControlLine(value);
            case "max_payload" -> options.maxPayload(value);
            case "ping_interval" -> options.pingInterval(Duration.ofSeconds(value));
            case "ping_max" -> options.pingMax(value);
            default -> throw new IllegalArgumentException("a transcript is configured with an unknown option: " + line);
        }
    }
}
