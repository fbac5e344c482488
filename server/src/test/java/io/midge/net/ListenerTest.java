package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Log;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerTest {
    @Test
    void oneThatIsClosedBeforeItBeginsSaysNothing() throws IOException {
        try (Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024)) {
            Log log = new Log(loops, false, false);
            Listener listener = Listener.bind("Client", "127.0.0.1", 0, List.of(loops.get(0)), log);
            loops.run(0, () -> {
                listener.start(connection -> {
                    throw new IllegalStateException("nobody comes");
                });
                listener.close(); // a signal may come while the server starts
            });
            loops.settle();
            assertThat(loops.lines).isEmpty();
        }
    }
}
