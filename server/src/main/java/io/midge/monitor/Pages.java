package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import io.midge.json.TooLongException;
import io.midge.options.LimitOptions;
import org.jspecify.annotations.Nullable;

/**
 * The pages of monitoring, each asked for by JSON and answered in compact JSON, as nats-server does in the system's account.
 * Any thread but those of the loops.
 */
public final class Pages {
    /** What an answer to an operator takes at least, and at most; {@link Size} says where in between. */
    static final int LEAST = 1 << 20;

    static final int MOST = 8 << 20;

    /** Rows of a page, as many as there are by default. */
    static final long ROWS = 1024;

    private static final int PAYLOADS = 8;

    private final ServerView view;
    private final RequestStats stats = new RequestStats();

    /** Pages that show this. */
    public Pages(ServerView view) {
        this.view = view;
    }

    /** JetStream in a few figures, as events tell of it; null: there is none. */
    public byte @Nullable [] jetStream() {
        JetStreamView jetStream = view.jetStream();
        return jetStream == null ? null : JetStreamBlock.brief(jetStream);
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
     * @param guest whether who asks is no operator, and gets less at a time
     * @return null if there is nothing to say
     * @throws JsonException what is asked for cannot be read
     * @throws BadQueryException it makes no sense, or there is more than one answer may hold
     */
    public byte @Nullable [] page(String name, byte[] json, String account, boolean guest)
            throws JsonException, BadQueryException {
        Size size = Size.of(view.options().limits(), guest);
        try {
            return page(name, json, account, size);
        } catch (TooLongException e) {
            throw new BadQueryException("the answer would be larger than " + size.bytes()
                    + " bytes: ask for less with limit and offset, or without subscriptions");
        }
    }

    private byte @Nullable [] page(String name, byte[] json, String account, Size size)
            throws JsonException, BadQueryException {
        JsonWriter out = JsonWriter.compact(size.bytes());
        return switch (name) {
            case "VARZ" -> Varz.render(view, stats, out);
            case "CONNZ" -> Connz.render(view, ConnzOptions.of(json, account).atMost(size.rows()), out);
            case "SUBSZ" -> Subsz.render(view, SubszOptions.of(json, account).atMost(size.rows()), out, size.bytes());
            case "ACCOUNTZ" -> Accountz.render(view, accountOf(json), out);
            case "INFO" -> AccountDetail.render(view, account, out);
            case "STATZ" -> AccountStatz.of(json, account).answer(view, out);
            case "HEALTHZ" -> Healthz.of(json).render(view, out);
            case "JSZ" ->
                account.isEmpty()
                        ? Jsz.render(view, JszOptions.of(json), out)
                        : Jsz.ofAccount(view, account, JszOptions.of(json), out);
            default -> Vacant.render(name, view, out);
        };
    }

    /**
     * How much an answer may hold. Who asks has to take it: it waits for a connection among all that waits for it.
     *
     * @param bytes of JSON
     * @param rows connections or subscriptions
     */
    record Size(int bytes, long rows) {
        static Size of(LimitOptions limits, boolean guest) {
            long payloads = guest ? LEAST : Math.clamp((long) PAYLOADS * limits.maxPayload(), LEAST, MOST);
            return new Size((int) Math.min(payloads, limits.maxPending() / 2), guest ? ROWS : Long.MAX_VALUE);
        }
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
