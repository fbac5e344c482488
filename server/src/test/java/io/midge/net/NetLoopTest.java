package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetLoopTest {
    private final Loops loops = new Loops(1, 1 << 20, 1 << 20, 4096);
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void whatIsToRunAtTheEndOfAPassRunsOnceAndBehindItsWork() {
        NetLoop loop = loops.get(0);
        loops.run(0, () -> {
            loop.atPassEnd(() -> done.add("end"));
            done.add("work");
        });
        loops.settle();
        assertThat(done).containsExactly("work", "end");
    }

    @Test
    void whatItAddsRunsInTheSamePass() {
        NetLoop loop = loops.get(0);
        loops.run(0, () -> loop.atPassEnd(() -> loop.atPassEnd(() -> done.add("second"))));
        assertThat(done).containsExactly("second");
    }
}
