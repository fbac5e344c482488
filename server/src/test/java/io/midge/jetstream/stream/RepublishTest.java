package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.Republish;
import org.junit.jupiter.api.Test;

/** What is stored is published again. */
class RepublishTest {
    private static String shorter(Rig.Got got) {
        return got.toString().replaceAll("Time-Stamp: 2026-01-02T[^~]*Z", "Time-Stamp: T");
    }

    @Test
    void itSaysWhereItIsAndWhatCameBefore() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config.republish(new Republish("s.*", "again.{{wildcard(1)}}", false)));
            rig.listen("again.>");
            rig.send("s.a", "1");
            rig.send("s.b", "2", "A: b");
            rig.send("s.a", "3");
            rig.send("s", "4");
            rig.settle();
            assertThat(rig.heard().stream()
                            .filter(each -> each.subject().startsWith("again"))
                            .map(RepublishTest::shorter))
                    .containsExactly(
                            "again.a|NATS/1.0~Nats-Stream: S~Nats-Subject: s.a~Nats-Sequence: 1~Nats-Time-Stamp: T~"
                                    + "Nats-Last-Sequence: 0~~|1",
                            "again.b|NATS/1.0~A: b~Nats-Stream: S~Nats-Subject: s.b~Nats-Sequence: 2~"
                                    + "Nats-Time-Stamp: T~Nats-Last-Sequence: 0~~|2",
                            "again.a|NATS/1.0~Nats-Stream: S~Nats-Subject: s.a~Nats-Sequence: 3~Nats-Time-Stamp: T~"
                                    + "Nats-Last-Sequence: 1~~|3");
        }
    }

    @Test
    void itMayBeTheHeadersOnly() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config.republish(new Republish("", "again.>", true)));
            rig.listen("again.>");
            rig.send("s.a", "hello");
            rig.settle();
            assertThat(rig.heard().stream().map(RepublishTest::shorter))
                    .contains("again.s.a|NATS/1.0~Nats-Stream: S~Nats-Subject: s.a~Nats-Sequence: 1~Nats-Time-Stamp: T~"
                            + "Nats-Last-Sequence: 0~Nats-Msg-Size: 5~~|");
            rig.update(config -> config.republish(null));
            rig.heard();
            rig.send("s.a", "silent");
            rig.settle();
            assertThat(rig.heard()).hasSize(1); // the acknowledgement
        }
    }
}
