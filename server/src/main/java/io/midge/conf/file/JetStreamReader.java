package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.JetStreamBatchOptions;
import io.midge.options.JetStreamLimitOptions;
import io.midge.options.JetStreamOptions;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.options.TpmOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code jetstream} block, which may also be a word or a boolean. */
final class JetStreamReader {
    private static final int MIN_CONCURRENT_IO = 4;
    private static final int MAX_CONCURRENT_IO = 8192;

    private final Block block;
    private final Problems problems;

    private JetStreamReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /** Null, and an error, if the value is none of them. */
    static @Nullable JetStreamOptions read(ConfValue value, Problems problems) {
        return switch (value) {
            case ConfValue.Bool bool -> enabled(bool.value());
            case ConfValue.Text text -> word(text, problems);
            case ConfMap map -> new JetStreamReader(new Block(map, problems)).read();
            default -> {
                problems.error(value.at(), "Expected map, bool or string to define JetStream, got " + GoType.of(value));
                yield null;
            }
        };
    }

    private static JetStreamOptions enabled(boolean enabled) {
        return JetStreamOptions.builder().enabled(enabled).build();
    }

    private static @Nullable JetStreamOptions word(ConfValue.Text text, Problems problems) {
        return switch (Fields.lower(text.value())) {
            case "enabled", "enable" -> enabled(true);
            case "disabled", "disable" -> enabled(false);
            default -> {
                problems.error(
                        text.at(), "Expected 'enabled' or 'disabled' for string value, got '" + text.value() + "'");
                yield null;
            }
        };
    }

    private JetStreamOptions read() {
        boolean strict = strict();
        JetStreamOptions.Builder options = JetStreamOptions.builder()
                .enabled(block.bool(true, "enabled", "enable"))
                .strict(strict)
                .storeDir(storeDir())
                .maxMemoryStore(Fields.size(
                        block,
                        JetStreamOptions.DYNAMIC,
                        "max_mem_store",
                        "max_memory_store",
                        "max_mem_store",
                        "max_mem"))
                .maxFileStore(
                        Fields.size(block, JetStreamOptions.DYNAMIC, "max_file_store", "max_file_store", "max_file"))
                .domain(block.text("domain"))
                .key(SecretText.of(block.text("key", "ek", "encryption_key")))
                .prevKey(SecretText.of(block.text("prev_key", "prev_ek", "prev_encryption_key")))
                .cipher(cipher())
                .tpm(tpm())
                .extensionHint(block.text("extension_hint"))
                .uniqueTag(Fields.lower(block.text("unique_tag").strip()))
                .limits(limits());
        sync(options);
        bounds(options);
        block.end();
        return options.build();
    }

    private boolean strict() {
        ConfValue value = block.value("strict");
        if (value == null || value instanceof ConfValue.Bool) {
            return block.bool(true, "strict");
        }
        problems.error(value.at(), "Expected 'true' or 'false' for bool value, got '" + GoType.show(value) + "'");
        return true;
    }

    /** A directory goes by one of three names, and by one only. */
    private String storeDir() {
        String dir = "";
        boolean first = true;
        for (String name : new String[] {"store_dir", "storedir", "store"}) {
            ConfValue value = block.value(name);
            if (value == null) {
                continue;
            }
            String other = block.text(name);
            if (!first && !(dir.isEmpty() && other.isEmpty())) {
                StoreDir.duplicate(value, problems);
            }
            dir = other.isEmpty() ? dir : other;
            first = false;
        }
        return dir;
    }

    private void sync(JetStreamOptions.Builder options) {
        ConfValue value = block.value("sync_interval", "sync");
        if (value instanceof ConfValue.Text text && Fields.lower(text.value()).equals("always")) {
            options.syncAlways(true);
        } else if (value != null) {
            String name = block.has("sync_interval") ? "sync_interval" : "sync";
            options.syncInterval(block.duration(Duration.ZERO, name));
        }
    }

    private void bounds(JetStreamOptions.Builder options) {
        options.maxOutstandingCatchup(bytes("max_outstanding_catchup"))
                .maxBufferedMsgs(Listen.saturated(number("max_buffered_msgs", "a parseable")))
                .maxBufferedSize(bytes("max_buffered_size"))
                .requestQueueLimit(number("request_queue_limit", "a parseable"))
                .infoQueueLimit(number("info_queue_limit", "a parseable"))
                .metaCompact(notNegative("meta_compact", number("meta_compact", "an absolute")))
                .metaCompactSize(notNegative("meta_compact_size", bytes("meta_compact_size")))
                .metaCompactSync(block.bool(false, "meta_compact_sync"));
        ConfValue io = block.value("max_concurrent_io");
        if (io == null) {
            return;
        }
        if (io instanceof ConfValue.Whole whole
                && whole.value() >= MIN_CONCURRENT_IO
                && whole.value() <= MAX_CONCURRENT_IO) {
            options.maxConcurrentIo((int) whole.value());
        } else {
            problems.error(
                    io.at(),
                    "Expected an absolute size for \"max_concurrent_io\" between 4 and 8192, got " + GoType.show(io));
        }
    }

    private long bytes(String name) {
        return Fields.size(block, 0, name, name);
    }

    private long number(String name, String what) {
        ConfValue value = block.value(name);
        if (value == null || value instanceof ConfValue.Whole) {
            return block.whole(0L, Long.MIN_VALUE, Long.MAX_VALUE, name);
        }
        problems.error(value.at(), "Expected " + what + " size for " + Quote.of(name) + ", got " + GoType.show(value));
        return 0;
    }

    private long notNegative(String name, long number) {
        ConfValue value = block.value(name);
        if (value != null && number < 0) {
            problems.error(
                    value.at(), "Expected an absolute size for " + Quote.of(name) + ", got " + GoType.show(value));
            return 0;
        }
        return number;
    }

    /** The cipher may be named next to the key, or with the TPM that keeps the key. */
    private StoreCipher cipher() {
        StoreCipher own = cipher(block);
        Block tpm = block.value("tpm") instanceof ConfMap map ? new Block(map, problems) : null;
        return tpm != null && !block.has("cipher") && tpm.has("cipher") ? cipher(tpm) : own;
    }

    private static StoreCipher cipher(Block block) {
        String name = block.text("cipher");
        ConfValue value = block.value("cipher");
        return switch (Fields.lower(name)) {
            case "chacha", "chachapoly" -> StoreCipher.CHACHA;
            case "aes" -> StoreCipher.AES;
            default -> {
                if (value instanceof ConfValue.Text) {
                    block.problems()
                            .error(value.at(), "Unknown cipher type: " + Quote.of(name) + "; write chacha or aes");
                }
                yield StoreCipher.CHACHA;
            }
        };
    }

    private static @Nullable Block inner(Block owner, String name, String expected) {
        ConfValue value = owner.value(name);
        return value == null ? null : Fields.block(value, expected, owner.problems());
    }

    private @Nullable TpmOptions tpm() {
        Block block = inner(this.block, "tpm", "Expected a map to define JetStreamLimits");
        if (block == null) {
            return null;
        }
        TpmOptions options = TpmOptions.builder()
                .keysFile(block.text("keys_file"))
                .encryptionPassword(SecretText.of(block.text("encryption_password")))
                .srkPassword(SecretText.of(block.text("srk_password")))
                .pcr(Fields.integer(block, 0, "pcr"))
                .build();
        cipher(block);
        block.end();
        return options;
    }

    private JetStreamLimitOptions limits() {
        Block block = inner(this.block, "limits", "Expected a map to define JetStreamLimits");
        if (block == null) {
            return JetStreamLimitOptions.builder().build();
        }
        JetStreamLimitOptions options = JetStreamLimitOptions.builder()
                .maxAckPending(Fields.integer(block, 0, "max_ack_pending"))
                .maxHaAssets(Fields.integer(block, 0, "max_ha_assets"))
                .maxRequestBatch(Fields.integer(block, 0, "max_request_batch"))
                .defaultMaxConsumers(Fields.integer(block, 0, "default_max_consumers"))
                .duplicateWindow(Fields.strictDuration(block, "duplicate_window"))
                .batch(batch(inner(block, "batch", "Expected a map to define batch limits")))
                .build();
        block.end();
        return options;
    }

    private static JetStreamBatchOptions batch(@Nullable Block block) {
        if (block == null) {
            return JetStreamBatchOptions.builder().build();
        }
        JetStreamBatchOptions options = JetStreamBatchOptions.builder()
                .maxInflightPerStream(Fields.integer(block, 0, "max_inflight_per_stream"))
                .maxInflightTotal(Fields.integer(block, 0, "max_inflight_total"))
                .maxMsgs(Fields.integer(block, 0, "max_msgs"))
                .timeout(Fields.strictDuration(block, "timeout"))
                .build();
        block.end();
        return options;
    }
}
