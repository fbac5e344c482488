package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunningTest {
    static List<Consumer<Running>> ends() {
        return List.of(Running::stop, Running::lameDuckShutdown);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void anEndThatComesWhileTheServerStartsWaitsForIt(Consumer<Running> end) throws InterruptedException {
        Running running = new Running();
        Thread signal = Thread.ofPlatform().start(() -> end.accept(running));
        await().until(() -> signal.getState() == Thread.State.TIMED_WAITING);
        NatsServer server = NatsServer.builder().port(0).ioLoops(1).start();
        running.started(server);
        signal.join();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                .hasMessageContaining("refused");
    }

    @Test
    void soDoesWhoeverWantsToChangeIt() throws InterruptedException {
        Running running = new Running();
        AtomicReference<NatsServer> seen = new AtomicReference<>();
        Thread signal = Thread.ofPlatform().start(() -> seen.set(running.server()));
        await().until(() -> signal.getState() == Thread.State.TIMED_WAITING);
        try (NatsServer server = NatsServer.builder().port(0).ioLoops(1).start()) {
            running.started(server);
            signal.join();
            assertThat(seen).hasValue(server);
        }
    }

    @Test
    void anInterruptEndsTheWait() throws InterruptedException {
        Running running = new Running();
        Thread signal = Thread.ofPlatform().start(running::stop);
        signal.interrupt();
        signal.join();
        assertThat(signal.isAlive()).isFalse();
    }
}
