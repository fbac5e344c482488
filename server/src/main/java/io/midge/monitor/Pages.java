package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The pages of monitoring, each asked for by JSON and answered in compact JSON, as nats-server does in the system's account.
 * Any thread but those of the loops.
 */
public final class Pages {
    private final ServerView view;
    private final RequestStats stats = new RequestStats();

    /** Pages that show this. */
    public Pages(ServerView view) {
        this.view = view;
    }

    ServerView view() {
        return view;
    }

    RequestStats stats() {
        return stats;
    }

    /**
     * A page.
     *
     * @param name as in the subject of a request, {@code VARZ}
     * @param json what is asked for, empty for nothing in particular
     * @param account the only account that it may tell of; empty: all
     * @return null if there is nothing to say
     * @throws JsonException what is asked for cannot be read
     * @throws BadQueryException it makes no sense
     */
    public byte @Nullable [] page(String name, byte[] json, String account) throws JsonException, BadQueryException {
        JsonWriter out = JsonWriter.compact();
        return switch (name) {
            case "VARZ" -> Varz.render(view, stats, out);
            case "CONNZ" -> connz(json, account, out);
            case "SUBSZ" -> Subsz.render(view, SubszOptions.of(json, account), out);
            case "ACCOUNTZ" -> Accountz.render(view, accountOf(json), out);
            case "INFO" -> AccountDetail.render(view, account, out);
            case "STATZ" -> AccountStatz.of(json, account).answer(view, out);
            case "HEALTHZ" -> Healthz.of(json).render(out);
            default -> Vacant.render(name, account, view, out);
        };
    }

    private byte[] connz(byte[] json, String account, JsonWriter out) throws JsonException, BadQueryException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            Connz.write(view, ConnzOptions.of(json, account), out, body::writeBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return body.toByteArray();
    }

    private static String accountOf(byte[] json) throws JsonException {
        String account = "";
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.AccountzEventOptions")) {
            while (in.nextField()) {
                if (in.embedded("AccountzOptions", "account") == 0) {
                    account = in.string(account);
                }
            }
        }
        return account;
    }
}
