package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests are answered as by nats-server, good and bad ones, from everybody. */
@Timeout(120)
class AnswersTest {
    @Test
    @Tag("long")
    void everythingIsAnsweredAsByNatsServer() throws Exception {
        try (NatsServer server = Served.start(Table.text("server.conf"));
                Table table = new Table(server.port(), server.monitorPort())) {
            assertThat(Table.rows("answers.txt"))
                    .hasSizeGreaterThan(280)
                    .allSatisfy(row -> assertThat(table.play(row.request()))
                            .as(row.request())
                            .isEqualTo(row.answer()));
        }
    }
}
