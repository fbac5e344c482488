package io.midge.jetstream.api;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.ResponseType;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.Quota;
import io.midge.jetstream.meta.Streams;
import io.midge.json.JsonWriter;
import io.midge.loop.Confined;
import io.midge.options.AccountOptions;
import java.util.ArrayDeque;

/** What can be asked of accounts. */
@Confined("API lane")
final class AccountVerbs {
    private final Api api;

    AccountVerbs(Api api) {
        this.api = api;
    }

    void info(Request request) throws JsException {
        Api.level(request);
        JsAccount account = request.account();
        if (!account.isEnabled()) {
            request.refuse(JsError.NOT_ENABLED_FOR_ACCOUNT);
            return;
        }
        Quota quota = account.quota();
        JsonWriter out = Responses.open(ResponseType.ACCOUNT_INFO);
        out.unsigned("memory", quota.used(StorageType.MEMORY)).unsigned("storage", quota.used(StorageType.FILE));
        out.unsigned("reserved_memory", quota.reserved(StorageType.MEMORY));
        out.unsigned("reserved_storage", quota.reserved(StorageType.FILE));
        out.integer("streams", account.listed().size()).integer("consumers", account.consumers());
        limits(out, account.limits());
        out.stringIfSet("domain", api.parts().options().domain());
        out.beginObject("api").integer("level", Levels.LEVEL);
        out.unsigned("total", account.requests()).unsigned("errors", account.errors());
        request.answer(out.endObject().endObject().toBytes());
    }

    private static void limits(JsonWriter out, AccountOptions.JetStreamLimits limits) {
        out.beginObject("limits");
        out.integer("max_memory", limits.maxMemory()).integer("max_storage", limits.maxStore());
        out.integer("max_streams", limits.maxStreams()).integer("max_consumers", limits.maxConsumers());
        out.integer("max_ack_pending", limits.maxAckPending());
        out.integer("memory_max_stream_bytes", limits.memoryMaxStreamBytes());
        out.integer("storage_max_stream_bytes", limits.storeMaxStreamBytes());
        out.bool("max_bytes_required", limits.maxBytesRequired()).endObject();
    }

    /** An operator removes all that an account has. */
    void purge(Request request) throws JsException {
        String name = request.token(4);
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new JsException(JsError.STREAM_GENERAL_ERROR.with("account name can not contain path separators"));
        }
        JsAccount account = api.parts().accounts().find(name);
        ArrayDeque<String> names = new ArrayDeque<>();
        if (account != null) {
            account.listed().forEach(each -> names.add(each.name()));
        }
        api.parts()
                .log()
                .info("Purge request for account " + name + " (streams: " + names.size() + ", hasAccount: "
                        + (account != null) + ")");
        if (account == null) {
            initiated(request);
        } else {
            purge(request, account, names);
        }
    }

    private void purge(Request request, JsAccount account, ArrayDeque<String> names) {
        String next = names.poll();
        if (next == null) {
            initiated(request);
            return;
        }
        api.parts().streams().delete(account, next, new Streams.Outcome() {
            @Override
            public void is(Asset asset, boolean created) {
                purge(request, account, names);
            }

            @Override
            public void refused(ApiError why) {
                if (why.errCode() == JsError.STREAM_NOT_FOUND.code()) {
                    purge(request, account, names); // somebody else was quicker
                } else {
                    request.refuse(JsError.STREAM_DELETE.with(why.description()));
                }
            }
        });
    }

    private static void initiated(Request request) {
        request.answer(Responses.open(ResponseType.ACCOUNT_PURGE)
                .bool("initiated", true)
                .endObject()
                .toBytes());
    }
}
