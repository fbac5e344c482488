package io.midge.monitor;

import io.midge.account.Account;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.InfoWriter;
import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfigJson;
import io.midge.jetstream.config.StreamInfo;
import io.midge.json.JsonWriter;
import java.util.List;

/** The body of {@code /jsz}: JetStream in figures, and on request its accounts, streams and consumers. */
final class Jsz {
    private static final List<String> FIGURES =
            List.of("memory", "storage", "reserved_memory", "reserved_storage", "accounts", "ha_assets");

    private Jsz() {}

    static byte[] render(ServerView view, JszOptions options, JsonWriter out) {
        JetStreamView jetStream = view.jetStream();
        out.beginObject();
        if (jetStream == null) {
            disabled(view, out);
        } else {
            page(view, jetStream, options, out);
        }
        return out.endObject().toBytes();
    }

    private static void disabled(ServerView view, JsonWriter out) {
        for (String each : FIGURES) {
            out.integer(each, 0);
        }
        out.beginObject("api").integer("level", 0).integer("total", 0).integer("errors", 0);
        out.endObject();
        head(view, out).bool("disabled", true);
        out.beginObject("config").integer("max_memory", 0).integer("max_storage", 0);
        out.endObject();
        for (String each : new String[] {"streams", "consumers", "messages", "bytes", "total"}) {
            out.integer(each, 0);
        }
    }

    private static JsonWriter head(ServerView view, JsonWriter out) {
        return out.string("server_id", view.identity().id()).time("now", view.now());
    }

    private static void page(ServerView view, JetStreamView jetStream, JszOptions options, JsonWriter out) {
        JetStreamBlock.figures(out, jetStream.figures());
        head(view, out);
        JetStreamBlock.config(out, jetStream.config());
        JetStreamBlock.limits(out, jetStream.limits());
        List<JetStreamView.OfAccount> accounts = jetStream.accounts();
        totals(jetStream, accounts, out);
        out.beginObject("midge").integer("woken_consumers", jetStream.figures().woken());
        out.endObject();
        List<JetStreamView.OfAccount> shown = shown(accounts, options);
        if (!shown.isEmpty()) {
            out.beginArray("account_details");
            for (JetStreamView.OfAccount each : shown) {
                account(jetStream, each, options, out);
            }
            out.endArray();
        }
        out.integer("total", accounts.size());
    }

    private static void totals(JetStreamView jetStream, List<JetStreamView.OfAccount> accounts, JsonWriter out) {
        int streams = 0;
        int consumers = 0;
        long messages = 0;
        long bytes = 0;
        for (JetStreamView.OfAccount account : accounts) {
            for (JetStreamView.OfStream each : jetStream.streams(account.name(), false)) {
                streams++;
                consumers += each.info().consumers();
                messages += each.info().state().messages();
                bytes += each.info().state().bytes();
            }
        }
        out.integer("streams", streams).integer("consumers", consumers);
        out.unsigned("messages", messages).unsigned("bytes", bytes);
    }

    private static List<JetStreamView.OfAccount> shown(List<JetStreamView.OfAccount> accounts, JszOptions options) {
        List<JetStreamView.OfAccount> one = accounts.stream()
                .filter(each -> each.name().equals(options.account()))
                .toList();
        if (!one.isEmpty()) {
            return one;
        }
        if (!options.accounts()) {
            return List.of();
        }
        long limit = options.limit() < 0 ? Long.MAX_VALUE : options.limit();
        return accounts.stream().skip(options.offset()).limit(limit).toList();
    }

    /** One account, as it is asked for by its own name. */
    static byte[] ofAccount(ServerView view, String account, JszOptions options, JsonWriter out)
            throws BadQueryException {
        JetStreamView jetStream = view.jetStream();
        if (jetStream == null) {
            throw new BadQueryException("jetstream not enabled");
        }
        if (view.accounts().stream().map(Account::name).noneMatch(account::equals)) {
            throw new BadQueryException("account \"" + account + "\" not found");
        }
        JetStreamView.OfAccount of = jetStream.accounts().stream()
                .filter(each -> each.name().equals(account))
                .findFirst()
                .orElseThrow(() -> new BadQueryException("account \"" + account + "\" not jetstream enabled"));
        account(jetStream, of, options, out);
        return out.toBytes();
    }

    private static void account(
            JetStreamView jetStream, JetStreamView.OfAccount account, JszOptions options, JsonWriter out) {
        out.beginObject().string("name", account.name()).string("id", account.name());
        out.unsigned("memory", account.memory()).unsigned("storage", account.storage());
        out.unsigned("reserved_memory", account.reservedMemory());
        out.unsigned("reserved_storage", account.reservedStorage());
        out.integer("accounts", 0).integer("ha_assets", 0);
        out.beginObject("api").integer("level", 0).unsigned("total", account.requests());
        out.unsigned("errors", account.errors()).endObject();
        if (options.streams()) {
            List<JetStreamView.OfStream> streams = jetStream.streams(account.name(), options.consumers());
            if (!streams.isEmpty()) {
                out.beginArray("stream_detail");
                streams.forEach(each -> stream(each, options.config(), out));
                out.endArray();
            }
        }
        out.endObject();
    }

    private static void stream(JetStreamView.OfStream stream, boolean config, JsonWriter out) {
        StreamInfo info = stream.info();
        out.beginObject().string("name", info.config().name()).time("created", info.created());
        if (config) {
            StreamConfigJson.write(out.name("config"), info.config());
        }
        InfoWriter.state(out, info);
        if (!stream.consumers().isEmpty()) {
            out.beginArray("consumer_detail");
            for (ConsumerInfo each : stream.consumers()) {
                InfoWriter.consumerDetail(out.beginObject(), each, config);
                out.endObject();
            }
            out.endArray();
        }
        SourceInfo mirror = info.mirror();
        if (mirror != null) {
            InfoWriter.source(out.name("mirror"), mirror);
        }
        if (!info.sources().isEmpty()) {
            out.beginArray("sources");
            info.sources().forEach(each -> InfoWriter.source(out, each));
            out.endArray();
        }
        out.endObject();
    }
}
