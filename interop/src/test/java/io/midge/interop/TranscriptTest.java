package io.midge.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.interop.Replay.Cut;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Path;
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

    private static void replay(Transcript transcript, int loops) throws IOException, ConfigException {
        Options options = configured(transcript.config()).toBuilder()
                .host(PeerServer.HOST)
                .port(Options.RANDOM_PORT)
                .ioLoops(loops)
                .build();
        List<String> wrong = new ArrayList<>();
        try (NatsServer server = NatsServer.start(options)) {
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

    private static Options configured(List<String> lines) throws ConfigException {
        Conf.Parsed parsed = Conf.text(String.join("\n", lines), "transcript", name -> null);
        return ConfigFile.read("transcript", parsed.map()).options();
    }
}
