package io.midge.conf.flags;

import io.midge.options.AuthorizationOptions;
import io.midge.options.ClusterOptions;
import io.midge.options.Options;
import io.midge.options.ServerUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flags that concern a cluster: its listener, as a URL, and what goes with it. */
final class ClusterFlags {
    private final Flags flags;

    ClusterFlags(Flags flags) {
        this.flags = flags;
    }

    void over(Options file, Options.Builder options) {
        Object listen = flags.value("cluster", "cluster_listen");
        Object routes = flags.value("routes");
        Object name = flags.value("cluster_name");
        Object advertise = flags.value("cluster_advertise");
        Object silent = flags.value("no_advertise");
        Object retries = flags.value("connect_retries");
        if (listen == null
                && routes == null
                && name == null
                && advertise == null
                && silent == null
                && retries == null) {
            return;
        }
        ClusterOptions said = file.cluster();
        ClusterOptions.Builder cluster = said == null ? ClusterOptions.builder() : said.toBuilder();
        if (listen != null) {
            listen((String) listen, cluster);
        }
        if (name != null) {
            cluster.name((String) name);
        }
        if (advertise != null) {
            cluster.advertise((String) advertise);
        }
        if (silent != null) {
            cluster.noAdvertise((Boolean) silent);
        }
        if (retries != null) {
            cluster.connectRetries(Flags.number(retries));
        }
        if (routes != null) {
            if (!((String) routes).isEmpty() && lacksListener(listen, said)) {
                throw new IllegalArgumentException("solicited routes require cluster capabilities, e.g. --cluster");
            }
            cluster.routes(urls((String) routes));
        }
        boolean nothing = said == null && "".equals(listen) && name == null && advertise == null;
        options.cluster(nothing ? null : cluster.build());
    }

    private static boolean lacksListener(@Nullable Object listen, @Nullable ClusterOptions said) {
        boolean byFlag = listen != null && !((String) listen).isEmpty();
        return !byFlag && (said == null || (said.host().isEmpty() && said.port() == 0));
    }

    private static void listen(String url, ClusterOptions.Builder cluster) {
        if (url.isEmpty()) {
            cluster.port(0);
            return;
        }
        boolean free = url.endsWith(":-1");
        ServerUrl parsed = parse(free ? url.substring(0, url.length() - 3) + ":0" : url);
        int colon = parsed.host().lastIndexOf(':');
        if (colon < 0 || parsed.host().endsWith("]")) {
            throw new IllegalArgumentException("address " + parsed.host() + ": missing port in address");
        }
        String host = parsed.host().substring(0, colon);
        cluster.host(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        try {
            cluster.port(
                    free ? Options.RANDOM_PORT : Integer.parseInt(parsed.host().substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected integer", e);
        }
        if (!parsed.user().isEmpty() && parsed.password().isEmpty()) {
            throw new IllegalArgumentException("expected cluster password to be set");
        }
        cluster.authorization(AuthorizationOptions.simple(
                parsed.user(), parsed.password(), AuthorizationOptions.NONE.token(), Duration.ZERO));
    }

    private static List<ServerUrl> urls(String list) {
        List<ServerUrl> urls = new ArrayList<>();
        for (String url : list.split(",", -1)) {
            if (!url.isBlank()) {
                urls.add(parse(url.strip()));
            }
        }
        return urls;
    }

    // What the text says besides may be a password.
    private static ServerUrl parse(String url) {
        try {
            return ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("error parsing url; write it as in \"nats://host:port\"", e);
        }
    }
}
