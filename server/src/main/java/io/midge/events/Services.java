package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.client.Client;
import io.midge.client.Clients;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import io.midge.log.Log;
import io.midge.proto.ClosedReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is no page of monitoring: about one client, one account, or this server alone. On a lane. */
final class Services {
    private static final String NOT_READY =
            "client does not support Lame Duck Mode or is not ready to receive the notification";

    private final Accounts accounts;
    private final Clients clients;
    private final Bulletin bulletin;
    private final Answer answer;
    private final Home home;
    private final Log log;

    Services(Accounts accounts, Clients clients, Bulletin bulletin, Answer answer, Home home, Log log) {
        this.accounts = accounts;
        this.clients = clients;
        this.bulletin = bulletin;
        this.answer = answer;
        this.home = home;
        this.log = log;
    }

    /** Which server this is. */
    void identity(Internal.Message request) {
        Home.Identity who = home.identity();
        JsonWriter out = JsonWriter.compact().beginObject();
        out.string("name", who.name()).string("host", who.host()).string("id", who.id());
        answer.bare(request, out.endObject().toBytes());
    }

    /** How many there are in an account, if anybody is. */
    void connections(Internal.Message request, String name) {
        String said = name;
        if (request.payload().length > 0) {
            try {
                JsonReader in = JsonReader.of(request.payload());
                if (in.beginObject("server.accNumConnsReq")) {
                    while (in.nextField()) {
                        said = in.field("acc") == 0 ? in.string(said) : said;
                    }
                }
            } catch (JsonException e) {
                complain("Error unmarshalling account connections request message: " + e.getMessage());
                return;
            }
        }
        if (!said.equals(name)) {
            complain("Error unmarshalled account does not match subject");
            return;
        }
        Account account = accounts.find(name);
        if (account != null && account.connections() > 0 && request.reply().length > 0) {
            bulletin.tell(account, List.of(request.reply()));
        }
    }

    // ---- about one client

    /** Who asks, and what it may do. */
    void userInfo(Internal.Message request) {
        if (request.reply().length == 0) {
            return;
        }
        Asker asker;
        try {
            asker = Asker.of(request);
        } catch (JsonException e) {
            answer.unreadable(request, e);
            return;
        }
        String account = asker.account();
        JsonWriter out = JsonWriter.compact().beginObject();
        out.string("user", asker.user()).string("account", account);
        out.stringIfSet("account_name", account.isEmpty() || accounts.find(account) == null ? "" : account);
        if (request.publisher() instanceof Client client && client.user().permissions() != null) {
            PermissionsText.write(out, client.user().permissions().options());
        }
        answer.send(request, out.endObject().toBytes());
    }

    /** Ends a client. */
    void kick(Internal.Message request) {
        Long cid = cid(request, "server.KickClientReq");
        if (cid != null) {
            answer.deed(
                    request, () -> here(cid, "no such client or leafnode id").close(ClosedReason.KICKED));
        }
    }

    /** Tells a client that it had better go elsewhere. */
    void lameDuck(Internal.Message request) {
        Long cid = cid(request, "server.LDMClientReq");
        if (cid != null) {
            answer.later(
                    request,
                    done -> here(cid, "no such client id").suggestLeaving(told -> done.accept(told ? "" : NOT_READY)));
        }
    }

    private Client here(long cid, String otherwise) throws RefusedException {
        Client client = clients.client(cid);
        if (client == null) {
            throw new RefusedException(otherwise);
        }
        return client;
    }

    // Null if that cannot be read; nobody is told, as by nats-server.
    private @Nullable Long cid(Internal.Message request, String goType) {
        long cid = 0;
        try {
            JsonReader in = JsonReader.of(request.payload());
            if (in.beginObject(goType)) {
                while (in.nextField()) {
                    if (in.field("cid") == 0) {
                        cid = in.uint64(cid);
                    }
                }
            }
            return cid;
        } catch (JsonException e) {
            complain("Error unmarshalling kick client request: " + e.getMessage());
            return null;
        }
    }

    private void complain(String text) {
        log.error("SYSTEM - " + text);
    }
}
