package io.midge.monitor;

import io.midge.json.JsonWriter;
import io.midge.options.JetStreamBatchOptions;
import io.midge.options.JetStreamLimitOptions;

/** What several pages say of JetStream alike. */
final class JetStreamBlock {
    private JetStreamBlock() {}

    /** The block in {@code /varz}. */
    static void write(JsonWriter out, JetStreamView jetStream) {
        config(out, jetStream.config());
        out.beginObject("stats");
        figures(out, jetStream.figures());
        out.endObject();
        limits(out, jetStream.limits());
    }

    /** The same for events, which say less. */
    static byte[] brief(JetStreamView jetStream) {
        JsonWriter out = JsonWriter.compact().beginObject();
        config(out, jetStream.config().withoutDirectory());
        out.beginObject("stats");
        figures(out, jetStream.figures());
        return out.endObject().endObject().toBytes();
    }

    /** How it runs, as a field. */
    static void config(JsonWriter out, JetStreamView.Config config) {
        out.beginObject("config")
                .integer("max_memory", config.maxMemory())
                .integer("max_storage", config.maxStorage())
                .stringIfSet("store_dir", config.directory())
                .integerIfSet("sync_interval", config.syncIntervalNs())
                .boolIfSet("sync_always", config.syncAlways())
                .stringIfSet("domain", config.domain())
                .boolIfSet("compress_ok", config.compresses())
                .stringIfSet("unique_tag", config.uniqueTag())
                .boolIfSet("strict", config.strict())
                .endObject();
    }

    /** What it does, as fields. */
    static void figures(JsonWriter out, JetStreamView.Figures figures) {
        out.unsigned("memory", figures.memory())
                .unsigned("storage", figures.storage())
                .unsigned("reserved_memory", figures.reservedMemory())
                .unsigned("reserved_storage", figures.reservedStorage())
                .integer("accounts", figures.accounts())
                .integer("ha_assets", 0);
        out.beginObject("api")
                .integer("level", figures.level())
                .unsigned("total", figures.requests())
                .unsigned("errors", figures.errors())
                .unsignedIfSet("inflight", figures.inflight())
                .endObject();
    }

    /** What clients may ask for, as a field. */
    static void limits(JsonWriter out, JetStreamLimitOptions limits) {
        JetStreamBatchOptions batch = limits.batch();
        out.beginObject("limits")
                .integerIfSet("max_request_batch", limits.maxRequestBatch())
                .integerIfSet("max_ack_pending", limits.maxAckPending())
                .integerIfSet("max_ha_assets", limits.maxHaAssets())
                .integerIfSet("max_duplicate_window", limits.duplicateWindow().toNanos())
                .integerIfSet("max_batch_inflight_per_stream", batch.maxInflightPerStream())
                .integerIfSet("max_batch_inflight_total", batch.maxInflightTotal())
                .integerIfSet("max_batch_size", batch.maxMsgs())
                .integerIfSet("max_batch_timeout", batch.timeout().toNanos())
                .integerIfSet("default_max_consumers", limits.defaultMaxConsumers())
                .endObject();
    }
}
