package io.midge.conf;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration language of nats-server: what it accepts, what it makes of it, and what it says when it
 * refuses, followed by the place and a remedy on lines of their own.
 */
public final class Conf {
    private Conf() {}

    /**
     * A configuration that was read.
     *
     * @param map its top level
     * @param digest {@code sha256:} and the hexadecimal digest that nats-server shows for it
     */
    public record Parsed(ConfMap map, String digest) {}

    /**
     * Reads a file and those that it includes.
     *
     * @param file its name, which errors and positions repeat as it is
     * @param environment the value of a variable of the environment, null if it is not set
     * @throws ConfigException if it cannot be read or understood
     */
    public static Parsed file(String file, Function<String, @Nullable String> environment) throws ConfigException {
        try {
            Source source = Source.of(environment);
            return parsed(source, Parser.file(source, file));
        } catch (Refusal e) {
            throw e.forOperators();
        }
    }

    /**
     * Reads a text; files that it includes are looked for from the directory of its name on.
     *
     * @param text the configuration
     * @param name what errors and positions call it, may be empty
     * @param environment the value of a variable of the environment, null if it is not set
     * @throws ConfigException if it cannot be understood
     */
    public static Parsed text(String text, String name, Function<String, @Nullable String> environment)
            throws ConfigException {
        try {
            return bytes(Source.of(environment), text.getBytes(StandardCharsets.UTF_8), name);
        } catch (Refusal e) {
            throw e.forOperators();
        }
    }

    static Parsed bytes(Source source, byte[] text, String name) throws Refusal {
        return parsed(source, Parser.text(source, text, name));
    }

    /** As JSON, with all variables put in, it may be twice as large as it was. */
    private static Parsed parsed(Source source, ConfMap map) throws Refusal {
        return new Parsed(map, Digest.of(map, 2 * source.max()));
    }
}
