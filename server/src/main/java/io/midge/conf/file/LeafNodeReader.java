package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.nkey.NkeyPrefix;
import io.midge.options.CompressionOptions;
import io.midge.options.LeafAuthorizationOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.LeafUserOptions;
import io.midge.options.SecretText;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code leafnodes} block; what it connects to is read by {@link RemoteLeafReader}. */
final class LeafNodeReader {
    private static final Pattern VERSION = Pattern.compile("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
            + "(?:-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*+)?"
            + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*+)?");
    private static final BigInteger MAX_PART = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Duration HIGH_TIMEOUT = Duration.ofSeconds(60);

    private final Block block;
    private final Problems problems;

    private LeafNodeReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /** Null, and an error, if the value is no such block. */
    static @Nullable LeafNodeOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected map to define a leafnode", problems);
        return block == null ? null : new LeafNodeReader(block).read();
    }

    private LeafNodeOptions read() {
        Endpoint endpoint = Endpoint.read(block);
        LeafNodeOptions options = LeafNodeOptions.builder()
                .host(endpoint.host())
                .port(endpoint.port())
                .advertise(block.text("leafnode_advertise", "advertise"))
                .noAdvertise(block.bool(false, "no_advertise"))
                .authorization(Fields.inner(block, LeafAuthorizationOptions.NONE, this::authorization, "authorization"))
                .remotes(RemoteLeafReader.all(block))
                .reconnectInterval(block.duration(Duration.ZERO, "reconnect", "reconnect_delay", "reconnect_interval"))
                .dialTimeout(block.duration(Duration.ZERO, "dial_timeout"))
                .tls(Fields.tls(block, true))
                .minVersion(minVersion())
                .compression(CompressionReader.read(block, CompressionOptions.S2_AUTO))
                .isolateInterest(block.bool(false, "isolate_leafnode_interest", "isolate"))
                .writeDeadline(Fields.writeDeadline(block))
                .writeTimeout(Fields.writeTimeout(block))
                .build();
        block.end();
        return options;
    }

    private String minVersion() {
        String version = block.text("min_version", "minimum_version");
        ConfValue value = block.value("min_version", "minimum_version");
        if (!(value instanceof ConfValue.Text)) {
            return "";
        }
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches() || !isNumber(parts, 1) || !isNumber(parts, 2) || !isNumber(parts, 3)) {
            problems.error(value.at(), "invalid leafnode's minimum version: invalid semver; write it as in \"2.9.0\"");
        } else if (!isLeast(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))) {
            problems.error(value.at(), "the minimum version should be at least 2.8.0");
        }
        return version;
    }

    private static boolean isNumber(Matcher parts, int group) {
        return new BigInteger(parts.group(group)).compareTo(MAX_PART) <= 0;
    }

    private static boolean isLeast(long major, long minor) {
        return major > 2 || (major == 2 && minor >= 8);
    }

    private LeafAuthorizationOptions authorization(Block inner) {
        ConfValue nkey = inner.value("nkey");
        LeafAuthorizationOptions options = LeafAuthorizationOptions.builder()
                .user(inner.text("user", "username"))
                .password(SecretText.of(inner.text("pass", "password")))
                .nkey(inner.text("nkey"))
                .account(inner.text("account"))
                .timeout(timeout(inner))
                .proxyRequired(inner.bool(false, "proxy_required"))
                .users(users(inner))
                .build();
        if (nkey instanceof ConfValue.Text text && !Nkeys.isValid(NkeyPrefix.USER, text.value())) {
            problems.error(
                    nkey.at(),
                    "Not a valid public nkey for leafnode authorization; the public key of a user starts with U");
        }
        inner.end();
        check(options, inner);
        return options;
    }

    private void check(LeafAuthorizationOptions options, Block inner) {
        if (options.users().isEmpty()) {
            return;
        }
        if (!options.user().isEmpty()) {
            problems.error(inner.at(), "can not have a single user/pass and a users array; put it into the array");
        } else if (!options.nkey().isEmpty()) {
            problems.error(inner.at(), "can not have a single nkey and a users array; keep one of both");
        }
        Set<String> names = new HashSet<>();
        for (LeafUserOptions user : options.users()) {
            if (!names.add(user.user())) {
                problems.error(
                        inner.at(), "duplicate user " + Quote.of(user.user()) + " detected in leafnode authorization");
                return;
            }
        }
    }

    private Duration timeout(Block inner) {
        Duration timeout = Seconds.of(inner, "leafnode authorization config", Duration.ZERO, "timeout");
        ConfValue value = inner.value("timeout");
        if (value != null && timeout.compareTo(HIGH_TIMEOUT) > 0) {
            problems.warn(
                    value.at(),
                    "timeout",
                    "timeout of " + GoType.show(value) + " (" + seconds(timeout)
                            + " seconds) is high, consider keeping it under 60 seconds."
                            + " possibly caused by unquoted duration; use '1m' instead of 1m, for example");
        }
        return timeout;
    }

    private static String seconds(Duration timeout) {
        return timeout.toSeconds() + "."
                + String.valueOf(1_000_000 + timeout.toNanosPart() / 1000).substring(1);
    }

    private List<LeafUserOptions> users(Block inner) {
        ConfValue value = inner.value("users");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            problems.error(value.at(), "Expected users field to be an array, got " + GoType.show(value));
            return List.of();
        }
        List<LeafUserOptions> users = new ArrayList<>();
        for (ConfValue item : items.values()) {
            if (item instanceof ConfMap map) {
                users.add(user(new Block(map, problems)));
            } else {
                problems.error(item.at(), "Expected user entry to be a map/struct, got " + GoType.show(item));
            }
        }
        return users;
    }

    private static LeafUserOptions user(Block user) {
        LeafUserOptions options = new LeafUserOptions(
                user.text("user", "username"),
                SecretText.of(user.text("pass", "password")),
                user.text("account"),
                user.bool(false, "proxy_required"));
        user.end();
        return options;
    }
}
