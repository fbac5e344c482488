package io.midge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTest {
    private final List<String> lines = new ArrayList<>();
    private final LogSink sink = new LogSink() {
        @Override
        public void write(Level level, String text, @Nullable Throwable cause) {
            lines.add(level + " " + text);
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
    void slf4jTakesEveryLevel() {
        var toSlf4j = new Slf4jLogSink("io.midge.test");
        for (Level level : Level.values()) {
            toSlf4j.write(level, "text", null);
        }
        assertThat(toSlf4j.isTraceEnabled()).isFalse();
    }
}
