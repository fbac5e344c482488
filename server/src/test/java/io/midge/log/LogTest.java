package io.midge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTest {
    private final List<String> lines = new ArrayList<>();
    private final LogSink sink = new LogSink() {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            lines.add(level + " " + text);
            return true;
        }

        @Override
        public void close() {
            lines.add("closed");
        }
    };

    @Test
    void debugAndTraceAreDroppedUnlessSwitchedOn() {
        var log = new Log(sink, false, false);
        log.debug("a");
        log.trace("b");
        assertThat(log.isDebug()).isFalse();
        assertThat(log.isTrace()).isFalse();
        log.verbosity(true, true);
        log.debug("c");
        log.trace("d");
        assertThat(lines).containsExactly("DBG c", "TRC d");
    }

    @Test
    void eachMethodHasItsLevel() {
        try (var log = new Log(sink, true, true)) {
            log.info("1");
            log.warn("2");
            log.error("3");
            log.error("4", new IllegalStateException());
            log.fatal("5");
        }
        assertThat(lines).containsExactly("INF 1", "WRN 2", "ERR 3", "ERR 4", "FTL 5", "closed");
    }

    @Test
    void traceIsOnIfAnythingOfItIsAskedFor() {
        assertThat(new Verbosity(false, false, false, false, 3).trace()).isFalse();
        assertThat(new Verbosity(false, false, true, false, 0).trace()).isTrue();
        assertThat(new Verbosity(false, false, false, true, -1)).isEqualTo(new Verbosity(false, true, false, true, 0));
        try (var log = new Log(sink, new Verbosity(false, false, true, false, 0))) {
            assertThat(log.isTrace()).isTrue();
            log.verbosity(Verbosity.of(true, false));
            assertThat(log.isTrace()).isFalse();
            assertThat(log.isDebug()).isTrue();
        }
    }

    @Test
    void aReplacedSinkIsClosedAndGetsNoMore() {
        var log = new Log(sink, false, false);
        log.info("a");
        List<String> others = new ArrayList<>();
        var next = new Gathering(others);
        log.sink(next);
        log.info("b");
        assertThat(lines).containsExactly("INF a", "closed");
        log.sink(next); // itself
        log.info("c");
        log.close();
        assertThat(others).containsExactly("b", "c");
        assertThat(next.closed).isTrue();
    }

    @Test
    void aSinkThatComesAfterTheEndIsClosed() {
        var log = new Log(sink, false, false);
        log.close();
        var late = new Gathering(new ArrayList<>());
        log.sink(late);
        assertThat(late.closed).isTrue();
        log.info("dropped");
        assertThat(lines).containsExactly("closed", "INF dropped"); // the last sink decides for itself
    }

    @Test
    void noLineIsLostOrTwiceWhileSinksAreReplaced() throws InterruptedException {
        int writers = 3;
        int each = 20_000;
        List<String> all = Collections.synchronizedList(new ArrayList<>());
        var log = new Log(new Gathering(all), false, false);
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    log.info(writer + "." + i);
                }
            }));
        }
        while (all.size() < writers * each / 2) {
            log.sink(new Gathering(all));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(all).hasSize(writers * each).doesNotHaveDuplicates();
    }

    /** Observed of nats-server 2.15.2 on USR1. */
    @Test
    void whatReopeningDidIsLogged() {
        var log = new Log(sink, false, false);
        log.reopen();
        log.sink(new Gathering(lines) {
            @Override
            public boolean reopen() throws IOException {
                if (lines.contains("File log re-opened")) {
                    throw new IOException("error opening file: open x: permission denied");
                }
                return true;
            }
        });
        log.reopen();
        log.reopen();
        assertThat(lines)
                .containsExactly(
                        "INF File log re-open ignored, not a file logger",
                        "closed",
                        "File log re-opened",
                        "error opening file: open x: permission denied");
    }

    /** Takes lines until it is closed. */
    private static class Gathering implements LogSink {
        private final List<String> into;
        private boolean closed;

        Gathering(List<String> into) {
            this.into = into;
        }

        @Override
        public synchronized boolean write(Level level, String text, @Nullable Throwable cause) {
            return !closed && into.add(text);
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    @Test
    void slf4jTakesEveryLevel() {
        var toSlf4j = new Slf4jLogSink("io.midge.test");
        for (Level level : Level.values()) {
            toSlf4j.write(level, "text", null);
        }
        assertThat(toSlf4j.isTraceEnabled()).isFalse();
    }
}
