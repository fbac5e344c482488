package io.midge.monitor;

import io.midge.account.Account;
import io.midge.json.JsonWriter;
import java.util.Comparator;
import java.util.List;

/** The body of {@code /accountz}: the names of all accounts, or one in detail. */
final class Accountz {
    private Accountz() {}

    /** {@code account} is the one asked for, empty for all. */
    static byte[] render(ServerView view, String account, JsonWriter out) throws BadQueryException {
        Account one = account.isEmpty() ? null : find(view, account);
        out.beginObject();
        out.string("server_id", view.identity().id()).time("now", view.now());
        out.stringIfSet("system_account", view.systemAccount());
        if (one == null) {
            out.strings("accounts", sorted(view).stream().map(Account::name).toList());
        } else {
            out.name("account_detail");
            AccountDetail.write(view, one, out);
        }
        return out.endObject().toBytes();
    }

    static List<Account> sorted(ServerView view) {
        return view.accounts().stream()
                .sorted(Comparator.comparing(Account::name))
                .toList();
    }

    static Account find(ServerView view, String account) throws BadQueryException {
        return view.accounts().stream()
                .filter(each -> each.name().equals(account))
                .findFirst()
                .orElseThrow(() -> new BadQueryException("Account " + account + " does not exist"));
    }
}
