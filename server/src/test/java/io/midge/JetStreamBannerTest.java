package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.meta.Quota;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.options.JetStreamOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the log says when JetStream begins. */
class JetStreamBannerTest {
    private final List<String> warnings = new ArrayList<>();

    private void log(JetStreamOptions options) {
        LogSink sink = new LogSink() {
            @Override
            public boolean write(Level level, String text, @Nullable Throwable cause) {
                if (level == Level.WRN) {
                    warnings.add(text);
                }
                return true;
            }

            @Override
            public void close() {}
        };
        JetStreamBanner.log(new Log(sink, false, false), options, new Quota(), Path.of("somewhere"));
    }

    @Test
    void anIntervalBetweenSyncsIsARiskThatIsSaid() {
        log(JetStreamOptions.builder().syncInterval(Duration.ofSeconds(90)).build());
        assertThat(warnings)
                .containsExactly("sync_interval is 1m30s: a loss of power may take what was acknowledged so long before"
                        + " it; leave it out to lose nothing");
    }

    @Test
    void withoutOneThereIsNoRisk() {
        log(JetStreamOptions.builder().build());
        log(JetStreamOptions.builder()
                .syncInterval(Duration.ofSeconds(90))
                .syncAlways(true)
                .build());
        assertThat(warnings).isEmpty();
    }
}
