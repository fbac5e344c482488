package io.midge.conf.file;

import io.midge.conf.ConfValue;
import org.jspecify.annotations.Nullable;

/**
 * What {@code listen} says: a port, or {@code host:port}.
 *
 * @param host the address, empty if only a port was said
 * @param port the port, as it was said: what no port can be is found out when it is bound
 */
record Listen(String host, int port) {
    /** Null, and an error, if the value is neither. */
    static @Nullable Listen parse(ConfValue value, Problems problems) {
        return switch (value) {
            case ConfValue.Whole whole -> new Listen("", saturated(whole.value()));
            case ConfValue.Text text -> parse(text, problems);
            default -> {
                problems.error(
                        value.at(),
                        "expected port or host:port, got " + GoType.of(value)
                                + "; write it as in 4222 or \"localhost:4222\"");
                yield null;
            }
        };
    }

    private static @Nullable Listen parse(ConfValue.Text text, Problems problems) {
        String address = text.value();
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? null : host(address, colon);
        if (host == null) {
            problems.error(
                    text.at(),
                    "could not parse address string " + Quote.of(address)
                            + "; write it as in \"localhost:4222\" or \"[::1]:4222\"");
            return null;
        }
        String port = address.substring(colon + 1);
        try {
            return new Listen(host, saturated(Long.parseLong(port)));
        } catch (NumberFormatException e) {
            problems.error(text.at(), "could not parse port " + Quote.of(port) + "; a port is a number");
            return null;
        }
    }

    /** What stands before the port; null if that is no host. Who has colons of his own stands in brackets. */
    private static @Nullable String host(String address, int colon) {
        if (!address.startsWith("[")) {
            String host = address.substring(0, colon);
            return host.indexOf(':') >= 0 || address.indexOf('[') >= 0 || address.indexOf(']') >= 0 ? null : host;
        }
        int end = address.indexOf(']');
        if (end + 1 != colon || address.indexOf('[', 1) >= 0 || address.indexOf(']', end + 1) >= 0) {
            return null;
        }
        return address.substring(1, end);
    }

    /** As many as fit into 32 bits. */
    static int saturated(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}
