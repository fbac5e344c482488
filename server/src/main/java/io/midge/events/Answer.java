package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.json.JsonException;
import io.midge.json.JsonWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers to requests: who answers, and data or why there are none. On a lane. */
final class Answer {
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_ERROR = 500;

    private final Account system;
    private final Outbox outbox;
    private final Home home;

    Answer(Account system, Outbox outbox, Home home) {
        this.system = system;
        this.outbox = outbox;
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

    /** That it could not be answered, by our own fault. */
    void failed(Internal.Message request) {
        error(request, INTERNAL_ERROR, "internal error, the log of the server says more", false);
    }

    /** Answers with these data, or with none. */
    void send(Internal.Message request, byte @Nullable [] data) {
        Encoding encoding = Encoding.asked(request.headers());
        List<byte[]> rest = data == null ? List.of() : encoding.rest(data, Letter.END);
        put(request, encoding, rest, (out, from) -> {
            from.write(out.beginObject());
            return (data == null ? out.endObject() : out.name("data")).toBytes();
        });
    }

    /** Answers as it is. */
    void bare(Internal.Message request, byte[] body) {
        if (request.reply().length > 0) {
            put(request, Encoding.NONE, List.of(body), (out, from) -> Letter.NONE);
        }
    }

    /** Whether who asks is no operator. */
    boolean isGuest(Internal.Message request) {
        return Desk.isGuest(request.publisher(), system);
    }

    private void put(Internal.Message request, Encoding encoding, List<byte[]> rest, Letter.Body body) {
        outbox.put(Letter.answer(system, request.reply(), encoding, body, rest, isGuest(request)));
    }

    /** Answers that the request cannot be read. */
    void unreadable(Internal.Message request, JsonException e) {
        error(request, BAD_REQUEST, text(e), false);
    }

    private void error(Internal.Message request, int code, String text, boolean ofPage) {
        if (request.reply().length == 0) {
            return;
        }
        JsonWriter error = JsonWriter.compact().beginObject();
        error.integer("code", code).string("description", text).endObject();
        put(request, Encoding.NONE, List.of(error.toBytes(), Letter.END), (out, from) -> {
            from.write(out.beginObject());
            if (ofPage) {
                out.name("data").nullValue();
            }
            return out.name("error").toBytes();
        });
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
