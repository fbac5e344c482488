package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.AuthorizationOptions;
import io.midge.options.WebsocketOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code websocket} block. */
final class WebsocketReader {
    private WebsocketReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable WebsocketOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected websocket to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        WebsocketOptions options = WebsocketOptions.builder()
                .host(endpoint.host())
                .port(endpoint.port())
                .advertise(block.text("advertise"))
                .noTls(block.bool(false, "no_tls"))
                .tls(Fields.tls(block, true))
                .sameOrigin(block.bool(false, "same_origin"))
                .allowedOrigins(Fields.strings(
                        block,
                        "allowed origins",
                        "allowed_origins",
                        "allowed_origin",
                        "allow_origins",
                        "allow_origin",
                        "origins",
                        "origin"))
                .handshakeTimeout(handshakeTimeout(block))
                .compression(block.bool(false, "compression", "compress"))
                .authorization(Fields.inner(
                        block,
                        AuthorizationOptions.NONE,
                        AuthorizationReader::simple,
                        "authorization",
                        "authentication"))
                .noAuthUser(block.text("no_auth_user"))
                .jwtCookie(block.text("jwt_cookie"))
                .userCookie(block.text("user_cookie"))
                .passCookie(block.text("pass_cookie"))
                .tokenCookie(block.text("token_cookie"))
                .headers(headers(block))
                .pingInterval(block.duration(Duration.ZERO, "ping_interval"))
                .build();
        block.end();
        return options;
    }

    /** A duration, or seconds as an integer, which is as good here. */
    private static Duration handshakeTimeout(Block block) {
        ConfValue value = block.value("handshake_timeout");
        return switch (value) {
            case null -> Duration.ZERO;
            case ConfValue.Whole whole -> Durations.seconds(whole.value());
            case ConfValue.Text text -> block.duration(text, "handshake_timeout", Duration.ZERO);
            default -> {
                block.problems()
                        .error(
                                value.at(),
                                "error parsing handshake timeout: unsupported type " + GoType.of(value)
                                        + "; write it as in \"2s\"");
                yield Duration.ZERO;
            }
        };
    }

    private static Map<String, String> headers(Block block) {
        ConfValue value = block.value("headers");
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ConfMap map)) {
            block.problems().error(value.at(), "error parsing headers: unsupported type " + GoType.of(value));
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        map.entries().forEach((key, header) -> {
            if (header instanceof ConfValue.Text text) {
                headers.put(key, text.value());
            } else {
                block.problems()
                        .error(
                                header.at(),
                                "error parsing header key " + key + ": unsupported type " + GoType.of(header)
                                        + "; put it in quotes");
            }
        });
        return headers;
    }
}
