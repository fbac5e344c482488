package io.midge.monitor;

import io.midge.account.Account;
import io.midge.account.AccountStat;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code /accstatz}: how much accounts are used.
 *
 * @param accounts those that are asked for, none for all
 * @param unused whether those are shown in which nobody is
 */
record AccountStatz(List<String> accounts, boolean unused) {
    /** Reads what a request in JSON asks for; {@code account}, if not empty, is the only one that it may. */
    static AccountStatz of(byte[] json, String account) throws JsonException {
        List<String> accounts = List.of();
        boolean unused = false;
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.AccountStatzEventOptions")) {
            while (in.nextField()) {
                switch (in.embedded("AccountStatzOptions", "accounts", "include_unused")) {
                    case 0 -> accounts = in.strings();
                    case 1 -> unused = in.bool(unused);
                    default -> in.skip();
                }
            }
        }
        return new AccountStatz(account.isEmpty() ? accounts : List.of(account), unused);
    }

    /** Reads what a page's URL asks for. */
    static AccountStatz of(Query query) throws BadQueryException {
        return new AccountStatz(List.of(), query.bool("unused"));
    }

    /** The answer to a request; null if nobody is in one of them. */
    byte @Nullable [] answer(ServerView view, JsonWriter out) {
        List<Account> shown = shown(view);
        return shown.isEmpty() && !unused ? null : write(view, shown, out);
    }

    /** The page. */
    byte[] page(ServerView view, JsonWriter out) {
        return write(view, shown(view), out);
    }

    private List<Account> shown(ServerView view) {
        return Accountz.sorted(view).stream()
                .filter(each -> accounts.isEmpty() || accounts.contains(each.name()))
                .filter(each -> unused || each.connections() > 0)
                .toList();
    }

    private static byte[] write(ServerView view, List<Account> shown, JsonWriter out) {
        out.beginObject();
        out.string("server_id", view.identity().id()).time("now", view.now());
        out.beginArray("account_statz");
        for (Account each : shown) {
            out.beginObject();
            AccountStat.of(each).write(out);
            out.endObject();
        }
        return out.endArray().endObject().toBytes();
    }
}
