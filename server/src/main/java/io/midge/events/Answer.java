package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.json.JsonException;
import io.midge.json.JsonWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers to requests: who answers, and data or why there are none. On a lane. */
final class Answer {
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_ERROR = 500;

    private final Account system;
    private final Outbox outbox;
    private final Letterhead head;
    private final Home home;

    Answer(Account system, Outbox outbox, Letterhead head, Home home) {
        this.system = system;
        this.outbox = outbox;
        this.head = head;
        this.home = home;
    }

    /** Where data come from. */
    interface Source {
        /** JSON; null: nothing is answered at all. */
        byte @Nullable [] data() throws JsonException, RefusedException;
    }

    /** What is done. */
    interface Deed {
        void run() throws RefusedException;
    }

    /** What is begun, and done when {@code done} is told: why not, or an empty text. */
    interface SlowDeed {
        void begin(Consumer<String> done) throws RefusedException;
    }

    /** Answers with a page, if it is asked of this server. {@code goType} is what the request is in Go. */
    void page(Internal.Message request, String goType, Source source) {
        try {
            if (request.reply().length > 0 && isForUs(request, goType)) {
                byte[] data = source.data();
                if (data != null) {
                    send(request, data);
                }
            }
        } catch (JsonException e) {
            error(request, BAD_REQUEST, text(e), false);
        } catch (RefusedException e) {
            error(request, INTERNAL_ERROR, text(e), true);
        }
    }

    /** Does something if it is asked of this server, and says that it was done. */
    void deed(Internal.Message request, Deed deed) {
        later(request, done -> {
            deed.run();
            done.accept("");
        });
    }

    /** The same of what is done elsewhere. */
    void later(Internal.Message request, SlowDeed deed) {
        try {
            if (request.reply().length > 0 && isForUs(request, "")) {
                deed.begin(why -> {
                    if (why.isEmpty()) {
                        send(request, null);
                    } else {
                        error(request, INTERNAL_ERROR, why, false);
                    }
                });
            }
        } catch (JsonException e) {
            error(request, BAD_REQUEST, text(e), false);
        } catch (RefusedException e) {
            error(request, INTERNAL_ERROR, text(e), false);
        }
    }

    private boolean isForUs(Internal.Message request, String goType) throws JsonException {
        return Filter.of(request.payload(), goType).matches(home.identity());
    }

    /** Answers with these data, or with none. */
    void send(Internal.Message request, byte @Nullable [] data) {
        JsonWriter out = JsonWriter.compact().beginObject();
        head.write(out);
        if (data != null) {
            out.name("data").raw(data);
        }
        Encoding encoding = Encoding.asked(request.headers());
        byte[] body = encoding.encode(out.endObject().toBytes());
        outbox.put(Letter.of(system, request.reply(), encoding.headers(), body));
    }

    /** Answers as it is. */
    void bare(byte[] reply, byte[] body) {
        if (reply.length > 0) {
            outbox.put(Letter.of(system, reply, Letter.NO_HEADERS, body));
        }
    }

    /** Answers that the request cannot be read. */
    void unreadable(byte[] reply, JsonException e) {
        error(reply, BAD_REQUEST, text(e), false);
    }

    private void error(Internal.Message request, int code, String text, boolean ofPage) {
        error(request.reply(), code, text, ofPage);
    }

    private void error(byte[] reply, int code, String text, boolean ofPage) {
        JsonWriter out = JsonWriter.compact().beginObject();
        head.write(out);
        if (ofPage) {
            out.name("data").nullValue();
        }
        out.beginObject("error").integer("code", code).string("description", text);
        bare(reply, out.endObject().endObject().toBytes());
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
