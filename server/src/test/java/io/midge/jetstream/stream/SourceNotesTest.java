package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far sources are is known after a start, also when no message says it any more. */
class SourceNotesTest {
    private static final Pattern DELIVER = Pattern.compile("\"deliver_subject\":\"([^\"]*)\"");
    private static final Pattern START = Pattern.compile("\"opt_start_seq\":([0-9]*)");

    private final Rig rig = Rig.inFiles();
    private final List<String> asked = new ArrayList<>();
    private @Nullable StreamConfig config;
    private String deliver = "";
    private int delivered;

    @BeforeEach
    void listen() {
        Subscriber origin = (subscription, f, from, publisher) -> {
            String request = new String(f.buf, f.bodyOff, f.size, StandardCharsets.UTF_8);
            Matcher subject = DELIVER.matcher(request);
            assertThat(subject.find()).isTrue();
            Matcher start = START.matcher(request);
            asked.add(start.find() ? start.group(1) : "");
            deliver = subject.group(1);
            delivered = 0;
            byte[] reply = Arrays.copyOfRange(f.reply, f.replyOff, f.replyOff + f.replyLen);
            rig.sendRaw(
                    new String(reply, StandardCharsets.US_ASCII),
                    "",
                    Rig.headers("Nats-Stream-Identity: ident"),
                    Rig.bytes("{\"name\":\"C\",\"config\":{\"ack_policy\":\"none\"},\"delivered\":{}}"));
            return true;
        };
        byte[] subject = Rig.bytes("$JS.API.CONSUMER.CREATE.>");
        rig.account.sublist().insert(new Subscription(origin, subject, null, Rig.bytes("9"), false, false));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void make(RetentionPolicy retention, long most) {
        config = rig.make(how -> how.retention(retention)
                        .maxMsgs(most)
                        .subjects(List.of("s.a"))
                        .sources(List.of(StreamSource.of("O"))))
                .config();
        rig.pass(Duration.ofMillis(250));
    }

    private void delivers(int seq) {
        delivered++;
        rig.sendRaw(deliver, "$JS.ACK.O.C.1." + seq + "." + delivered + ".1.0", new byte[0], Rig.bytes("m" + seq));
    }

    private String restart() {
        asked.clear();
        rig.restart(Objects.requireNonNull(config));
        rig.pass(Duration.ofMillis(250));
        return asked.toString();
    }

    @Test
    void inAWorkQueueWhoseMessagesAreDoneWith() {
        make(RetentionPolicy.WORKQUEUE, -1);
        rig.on(() -> rig.crowd.join("c", ">"));
        for (int seq = 5; seq < 8; seq++) {
            delivers(seq);
        }
        rig.settle();
        assertThat(rig.messages()).hasSize(3);
        rig.on(() -> rig.crowd.done("c", 1, 3));
        rig.settle();
        assertThat(rig.messages()).isEmpty();
        assertThat(rig.stream().consumers().size()).isZero();
        assertThat(restart()).isEqualTo("[8]");
        assertThat(rig.stream().consumers().size()).isZero();
        delivers(8);
        rig.settle();
        assertThat(rig.messages()).hasSize(1);
        assertThat(restart()).isEqualTo("[9]");
    }

    @Test
    void afterAPurgeAndWhatCameAfterIt() {
        make(RetentionPolicy.LIMITS, -1);
        delivers(1);
        delivers(2);
        rig.settle();
        assertThat(rig.purge("", 0, 0)).isEqualTo("2");
        assertThat(restart()).isEqualTo("[3]");
        delivers(3);
        rig.settle();
        assertThat(rig.delete(3, false)).isEmpty();
        assertThat(restart()).isEqualTo("[4]");
    }

    @Test
    void whereNobodyWantsThem() {
        make(RetentionPolicy.INTEREST, -1);
        delivers(4);
        delivers(5);
        rig.settle();
        assertThat(rig.messages()).isEmpty();
        assertThat(restart()).isEqualTo("[6]");
    }

    @Test
    void whenTheyGoBeforeTheyAreThere() {
        make(RetentionPolicy.LIMITS, 1);
        delivers(1);
        delivers(2);
        rig.loops.settle();
        rig.lane().run();
        rig.send("s.a", "x");
        rig.settle();
        assertThat(rig.messages()).containsExactly("3 s.a x");
        assertThat(restart()).isEqualTo("[3]");
    }
}
