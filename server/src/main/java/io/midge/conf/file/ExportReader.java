package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.ExportOptions;
import io.midge.options.ExportOptions.Latency;
import io.midge.options.ExportOptions.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What accounts export. Where nats-server's answer depends on the order of the fields, here the fields do not go together. */
final class ExportReader {
    private static final int ALL = 100;

    private final Block block;
    private final Problems problems;

    private ExportReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /** The exports of an account. */
    static List<ExportOptions> read(Block account) {
        List<ExportOptions> exports = new ArrayList<>();
        for (Block block : account.blocks("exports")) {
            ExportOptions export = new ExportReader(block).export();
            if (export != null) {
                exports.add(export);
            }
        }
        return exports;
    }

    /** Null if it is neither a stream nor a service, which exports nothing. */
    private @Nullable ExportOptions export() {
        boolean service = block.has("service");
        boolean stream = block.has("stream");
        if (service && stream) {
            problems.error(block.at(), "Detected service but already saw a stream; write an entry for each");
        }
        if (stream) {
            refuse("response", "response", "response_type");
            refuse("response", "threshold", "response_threshold", "response_max_time", "response_time");
            refuse("latency", "latency");
            refuse("allow_trace", "allow_trace");
        }
        ExportOptions export = new ExportOptions(
                service,
                service ? block.text("service") : block.text("stream"),
                accounts(),
                position(),
                response(),
                threshold(),
                latency(block.value("latency")),
                block.bool(false, "allow_trace"));
        block.end();
        return service || stream ? export : null;
    }

    private void refuse(String directive, String... names) {
        ConfValue value = block.value(names);
        if (value != null) {
            problems.error(value.at(), "Detected " + directive + " directive on non-service");
        }
    }

    private List<String> accounts() {
        ConfValue value = block.value("accounts");
        if (value != null && !(value instanceof ConfValue.Items)) {
            block.wrong(value, "accounts", "an array of names");
            return List.of();
        }
        return block.texts("accounts");
    }

    private int position() {
        return (int) block.whole(0, 0, Integer.MAX_VALUE, "account_token_position");
    }

    private Response response() {
        ConfValue value = once("response type definition", "response", "response_type");
        if (value == null) {
            return Response.SINGLETON;
        }
        String type = value instanceof ConfValue.Text text ? text.value() : "";
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "single", "singleton" -> Response.SINGLETON;
            case "stream" -> Response.STREAM;
            case "chunk", "chunked" -> Response.CHUNKED;
            default -> {
                problems.error(
                        value.at(), "Unknown response type: \"" + type + "\"; there are singleton, stream and chunked");
                yield Response.SINGLETON;
            }
        };
    }

    private Duration threshold() {
        ConfValue value = once(
                "response threshold detected", "threshold", "response_threshold", "response_max_time", "response_time");
        if (value == null) {
            return Duration.ZERO;
        }
        Duration said = value instanceof ConfValue.Text text ? Durations.parse(text.value()) : null;
        if (said == null) {
            String got = value instanceof ConfValue.Text text ? '"' + text.value() + '"' : GoType.of(value);
            problems.error(
                    value.at(),
                    "Expected response threshold to be a parseable time duration, got " + got
                            + "; write it as in \"2m\", \"1h30m\" or \"500ms\"");
            return Duration.ZERO;
        }
        return said;
    }

    /** The value of a field that may have but one of its names. */
    private @Nullable ConfValue once(String what, String... names) {
        int found = 0;
        for (String name : names) {
            found += block.has(name) ? 1 : 0;
        }
        if (found > 1) {
            problems.error(block.at(), "Duplicate " + what);
        }
        return block.value(names);
    }

    /** Its fields count in lower case only, and others are passed over, as in nats-server. */
    private @Nullable Latency latency(@Nullable ConfValue value) {
        switch (value) {
            case null -> {
                return null;
            }
            case ConfValue.Text text -> {
                return new Latency(ALL, text.value());
            }
            case ConfMap map -> {
                Map<String, ConfValue> fields = map.entries();
                ConfValue subject = fields.get("subject");
                if (subject instanceof ConfValue.Text text) {
                    return new Latency(sampling(fields.get("sampling")), text.value());
                }
                problems.error(map.at(), "Latency subject required, but missing, or not a string");
            }
            case ConfValue other -> block.wrong(other, "latency", "a map or a string");
        }
        return null;
    }

    private int sampling(@Nullable ConfValue value) {
        if (value == null) {
            return ALL;
        }
        if (value instanceof ConfValue.Text text && text.value().strip().equalsIgnoreCase("headers")) {
            return 0;
        }
        Long sample = switch (value) {
            case ConfValue.Whole whole -> whole.value();
            case ConfValue.Text text -> GoInt.percent(text.value());
            default -> null;
        };
        if (sample == null || sample < 1 || sample > ALL) {
            problems.error(value.at(), "bad sampling percentage, should be 1-100, or \"headers\"");
            return ALL;
        }
        return sample.intValue();
    }
}
