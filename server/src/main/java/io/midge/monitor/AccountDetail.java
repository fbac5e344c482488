package io.midge.monitor;

import io.midge.account.Account;
import io.midge.account.Listing;
import io.midge.json.JsonWriter;
import io.midge.options.ExportOptions;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One account: nats-server's {@code AccountInfo}, its figures and what it shares. */
final class AccountDetail {
    private AccountDetail() {}

    static byte[] render(ServerView view, String account, JsonWriter out) throws BadQueryException {
        write(view, Accountz.find(view, account), out);
        return out.toBytes();
    }

    static void write(ServerView view, Account account, JsonWriter out) {
        Listing listing = account.listing();
        out.beginObject();
        out.string("account_name", account.name());
        out.time("update_time", view.configured().loadTime());
        out.boolIfSet("is_system", account.name().equals(view.systemAccount()));
        JetStreamView jetStream = view.jetStream();
        boolean streams = jetStream != null && jetStream.isEnabled(account.name());
        out.bool("expired", false).bool("complete", true).bool("jetstream_enabled", streams);
        out.integer("leafnode_connections", 0);
        out.integer("client_connections", account.connections());
        out.unsigned("subscriptions", account.sublist().count());
        mappings(listing, out);
        if (!listing.exports().isEmpty()) {
            out.beginArray("exports");
            listing.exports().forEach(each -> export(each, out));
            out.endArray();
        }
        if (!listing.imports().isEmpty()) {
            out.beginArray("imports");
            listing.imports().forEach(each -> oneImport(each, out));
            out.endArray();
        }
        out.string("name_tag", account.name());
        out.beginObject("sublist_stats");
        Subsz.stats(out, account.sublist().stats());
        out.endObject().endObject();
    }

    private static void mappings(Listing listing, JsonWriter out) {
        if (listing.mappings().isEmpty()) {
            return;
        }
        out.beginObject("mappings");
        new TreeMap<>(listing.mappings()).forEach((source, destinations) -> {
            out.beginArray(source);
            for (Listing.Destination each : destinations) {
                out.beginObject()
                        .string("subject", each.subject())
                        .integer("weight", each.upTo())
                        .stringIfSet("cluster", each.cluster())
                        .endObject();
            }
            out.endArray();
        });
        out.endObject();
    }

    private static void export(ExportOptions export, JsonWriter out) {
        out.beginObject();
        out.string("subject", export.subject()).string("type", export.service() ? "service" : "stream");
        if (export.service()) {
            out.string(
                    "response_type",
                    switch (export.response()) {
                        case SINGLETON -> "Singleton";
                        case STREAM -> "Streamed";
                        case CHUNKED -> "Chunked";
                    });
            latency(out, "service_latency", export.latency());
        }
        out.stringsIfSet("approved_accounts", export.accounts());
        out.endObject();
    }

    private static void oneImport(Listing.Import each, JsonWriter out) {
        boolean service = each.options().service();
        out.beginObject();
        out.string("subject", each.options().subject())
                .string("account", each.options().account());
        if (service) {
            out.string("to", each.here());
        }
        out.string("local_subject", each.here()).string("type", service ? "service" : "stream");
        out.bool("invalid", false)
                .bool("share", service && each.options().share())
                .bool("tracking", false);
        latency(out, "latency", each.latency());
        out.endObject();
    }

    private static void latency(JsonWriter out, String name, ExportOptions.@Nullable Latency latency) {
        if (latency == null) {
            return;
        }
        out.beginObject(name);
        if (latency.sampling() == 0) {
            out.string("sampling", "headers");
        } else {
            out.integer("sampling", latency.sampling());
        }
        out.string("results", latency.subject()).endObject();
    }
}
