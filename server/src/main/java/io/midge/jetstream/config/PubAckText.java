package io.midge.jetstream.config;

import io.midge.json.JsonWriter;
import io.midge.json.Utf8;

/** The answers to those who publish to one stream. Immutable. */
public final class PubAckText {
    private final String stream;
    private final byte[] prefix;

    /** @param domain of the server, empty if it has none */
    public PubAckText(String stream, String domain) {
        this.stream = stream;
        prefix = Utf8.bytes("{\"stream\":" + quoted(stream) + ","
                + (domain.isEmpty() ? "" : "\"domain\":" + quoted(domain) + ",") + "\"seq\":");
    }

    private static String quoted(String text) {
        return JsonWriter.compact().value(text).toString();
    }

    /** It is stored. */
    public byte[] stored(long seq) {
        return text(seq, "}");
    }

    /** It was there already. */
    public byte[] duplicate(long seq) {
        return text(seq, ",\"duplicate\": true}");
    }

    private byte[] text(long seq, String end) {
        byte[] number = Utf8.bytes(Long.toUnsignedString(seq));
        byte[] rest = Utf8.bytes(end);
        byte[] out = new byte[prefix.length + number.length + rest.length];
        System.arraycopy(prefix, 0, out, 0, prefix.length);
        System.arraycopy(number, 0, out, prefix.length, number.length);
        System.arraycopy(rest, 0, out, prefix.length + number.length, rest.length);
        return out;
    }

    /** It is refused. */
    public byte[] refused(ApiError why) {
        JsonWriter out = JsonWriter.compact().beginObject();
        why.field(out);
        return out.string("stream", stream).integer("seq", 0).endObject().toBytes();
    }
}
