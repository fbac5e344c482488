package io.midge.jetstream.config;

import io.midge.json.JsonWriter;

/**
 * The limit that something was refused by: which one, where an operator changes it, and the figures. Bytes, messages, consumers and so
 * on are numbers of them, times are nanoseconds.
 *
 * @param name as it stands in a configuration
 * @param configuredIn the way to it there
 * @param value as it is configured
 * @param used how much of it was used already; {@link #UNTOLD}: that is not counted
 * @param requested how much more was asked for; {@link #UNTOLD}: that was not said
 * @param common whether others use it too: how much is for the log of the server, not for who asked
 */
public record LimitHit(String name, String configuredIn, long value, long used, long requested, boolean common) {
    /** As a figure: there is none. */
    public static final long UNTOLD = -1;

    private LimitHit(String name, String configuredIn, long value, long used, long requested) {
        this(name, configuredIn, value, used, requested, false);
    }

    /** An option of the {@code jetstream} block, which is used up by all accounts together. */
    public static LimitHit ofAll(String name, long value, long used, long requested) {
        return new LimitHit(name, "jetstream { " + name + " }", value, used, requested, true);
    }

    /** An option of the {@code jetstream} block, of which each has so much. */
    public static LimitHit ofServer(String name, long value, long used, long requested) {
        return new LimitHit(name, "jetstream { " + name + " }", value, used, requested);
    }

    /** An option of the {@code limits} in the {@code jetstream} block. */
    public static LimitHit ofServerLimits(String name, long value, long used, long requested) {
        return new LimitHit(name, "jetstream { limits { " + name + " } }", value, used, requested);
    }

    /** An option of an account's own {@code jetstream} block. */
    public static LimitHit ofAccount(String account, String name, long value, long used, long requested) {
        String where = "accounts { " + account + " { jetstream { " + name + " } } }";
        return new LimitHit(name, where, value, used, requested);
    }

    /** A field of a stream's configuration. */
    public static LimitHit ofStream(String stream, String name, long value, long used, long requested) {
        return new LimitHit(name, "stream " + stream + " { " + name + " }", value, used, requested);
    }

    /** A field of what a stream's configuration says of consumers. */
    public static LimitHit ofConsumers(String stream, String name, long value, long requested) {
        String where = "stream " + stream + " { consumer_limits { " + name + " } }";
        return new LimitHit(name, where, value, UNTOLD, requested);
    }

    void write(JsonWriter out) {
        out.beginObject()
                .string("name", name)
                .string("configured_in", configuredIn)
                .integer("value", value);
        if (used >= 0 && !common) {
            out.integer("used", used);
        }
        if (requested >= 0) {
            out.integer("requested", requested);
        }
        out.endObject();
    }

    /** As a log shows it. */
    @Override
    public String toString() {
        return configuredIn + " is " + value + (used < 0 ? "" : ", " + used + " used")
                + (requested < 0 ? "" : ", " + requested + " asked for");
    }
}
