package io.midge.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.net.Peer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CensusTest {
    private final Bench bench = new Bench();
    private final Answer answer = new Answer(bench.system, bench.outbox, bench);
    private final Census census = new Census(bench.system, bench.accounts, answer, bench.log);
    private final List<String> answers = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whoIsInAnotherAccountAndIsNotIntroducedIsNotAnswered() {
        Account guests = bench.accounts.global();
        bench.internal.subscribe(guests, "count", message -> {
            census.subscribers(message);
            return true;
        });
        bench.internal.subscribe(bench.system, "in", message -> answers.add(new String(message.payload(), UTF_8)));
        Peer guest = bench.loops.on(0, () -> Peer.open(bench.loops.get(0), bench.clients));
        bench.loops.run(0, () -> guest.send("CONNECT {\"verbose\":false,\"headers\":true}\r\n".getBytes(US_ASCII)));
        bench.loops.run(0, () -> guest.send("PUB count in 2\r\nin\r\n".getBytes(US_ASCII)));
        bench.settle();
        assertThat(answers).isEmpty();
    }
}
