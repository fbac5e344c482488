package io.midge;

import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.meta.Quota;
import io.midge.json.GoDuration;
import io.midge.log.Log;
import io.midge.options.JetStreamOptions;
import io.midge.options.StoreCipher;
import java.nio.file.Path;

/** The lines that JetStream begins with. Wording and order are nats-server's. */
final class JetStreamBanner {
    private JetStreamBanner() {}

    static void log(Log log, JetStreamOptions options, Quota quota, Path directory) {
        log.info("---------------- JETSTREAM ----------------");
        if (options.strict()) {
            log.info("  Strict:          true");
        }
        log.info("  Max Memory:      " + JetStreamSizes.friendly(quota.limit(StorageType.MEMORY)));
        log.info("  Max Storage:     " + JetStreamSizes.friendly(quota.limit(StorageType.FILE)));
        log.info("  Store Directory: \"" + directory + '"');
        if (!options.domain().isEmpty()) {
            log.info("  Domain:          " + options.domain());
        }
        if (!options.key().isEmpty()) {
            log.info("  Encryption:      " + (options.cipher() == StoreCipher.AES ? "AES-GCM" : "ChaCha20-Poly1305"));
        }
        log.info("  API Level:       " + Levels.LEVEL);
        log.info("-------------------------------------------");
        if (!options.syncAlways() && !options.syncInterval().isZero()) {
            log.warn(
                    "sync_interval is " + GoDuration.text(options.syncInterval())
                            + ": a loss of power may take what was acknowledged so long before it; leave it out to lose nothing");
        }
    }
}
