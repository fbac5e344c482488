package io.midge.conf;

import io.midge.json.JsonWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of a configuration: SHA-256 of what Go's encoding/json writes for it, keys in the order of their bytes. Two
 * texts that mean the same have the same digest, here and in nats-server.
 */
final class Digest {
    private static final int CHUNK = 1 << 13;

    private final JsonWriter out = JsonWriter.compact();
    private final Sha256 sha = new Sha256();
    private final ByteText.Order order = new ByteText.Order();

    /** The bytes that may be written: each variable may stand for a value with two of the one before. */
    private final int max;

    private int left;

    private Digest(int max) {
        this.max = max;
        this.left = max;
    }

    /** Of a configuration that is written in at most so many bytes. */
    static String of(ConfMap map, int max) throws Refusal {
        Digest digest = new Digest(max);
        digest.value(map, 1);
        digest.sha.update(digest.out.take());
        digest.sha.update(new byte[] {'\n'});
        return "sha256:" + HexFormat.of().formatHex(digest.sha.finish());
    }

    private void value(ConfValue value, int depth) throws Refusal {
        if (out.length() > CHUNK) {
            left -= out.length();
            if (left < 0) {
                throw expanded(value, "larger than " + max + " bytes");
            }
            sha.update(out.take());
        }
        if (value instanceof ConfMap map) {
            map(map, depth);
        } else if (value instanceof ConfValue.Items items) {
            array(items, depth);
        } else if (value instanceof ConfValue.Text text) {
            out.value(text.value());
        } else if (value instanceof ConfValue.Whole whole) {
            out.value(whole.value());
        } else if (value instanceof ConfValue.Decimal decimal) {
            out.value(decimal.value());
        } else if (value instanceof ConfValue.Bool bool) {
            out.value(bool.value());
        } else if (value instanceof ConfValue.Moment moment) {
            out.value(moment.value());
        }
    }

    private void map(ConfMap map, int depth) throws Refusal {
        check(map, depth);
        out.beginObject();
        String[] keys = map.entries().keySet().toArray(new String[0]);
        Arrays.sort(keys, order);
        for (String key : keys) {
            ConfValue value = map.entries().get(key);
            if (value != null) {
                out.name(key);
                value(value, depth + 1);
            }
        }
        out.endObject();
    }

    private void array(ConfValue.Items items, int depth) throws Refusal {
        check(items, depth);
        out.beginArray();
        List<ConfValue> values = items.values();
        for (int i = 0; i < values.size(); i++) {
            value(values.get(i), depth + 1);
        }
        out.endArray();
    }

    private static void check(ConfValue value, int depth) throws Refusal {
        if (depth > Parser.MAX_DEPTH) {
            throw expanded(value, "nested more than " + Parser.MAX_DEPTH + " deep");
        }
    }

    private static Refusal expanded(ConfValue value, String what) {
        return Refusal.at(
                "configuration is " + what + " with its variables put in",
                value.at().toString(),
                "use fewer variables within the values of others");
    }
}
