package io.midge.proto;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import java.util.List;

/** INFO as a peer sends it. A client has no use for one; it must be well-formed all the same. */
public final class PeerInfo {
    private static final String TYPE = "server.Info";

    private static final List<String> STRINGS = List.of(
            "server_id",
            "server_name",
            "version",
            "git_commit",
            "go",
            "host",
            "ip",
            "client_ip",
            "nonce",
            "cluster",
            "domain",
            "xkey",
            "remote_account",
            "compression",
            "route_account",
            "route_acc_add_reqid",
            "gateway",
            "gateway_url",
            "gateway_cmd_payload");

    private static final List<String> NUMBERS = List.of(
            "proto",
            "port",
            "max_payload",
            "client_id",
            "api_lvl",
            "route_pool_size",
            "route_pool_idx",
            "gossip_mode",
            "gateway_cmd");

    private static final List<String> FLAGS = List.of(
            "headers",
            "auth_required",
            "tls_required",
            "tls_verify",
            "tls_available",
            "jetstream",
            "cluster_dynamic",
            "ldm",
            "connect_info",
            "acc_is_sys",
            "lnoc",
            "lnocu",
            "ln",
            "info_on_connect",
            "gateway_nrp",
            "gateway_iom");

    private static final List<String> LISTS =
            List.of("connect_urls", "ws_connect_urls", "gateway_urls", "leafnode_urls");

    private static final List<String> PERMISSIONS = List.of("import", "export");

    private PeerInfo() {}

    /** Throws if it is not JSON, or a known field has the wrong type. */
    public static void check(byte[] b, int off, int len) throws JsonException {
        JsonReader in = JsonReader.of(b, off, len);
        if (!in.beginObject(TYPE)) {
            return;
        }
        while (in.nextField()) {
            check(in);
        }
    }

    private static void check(JsonReader in) throws JsonException {
        if (is(in, STRINGS)) {
            in.string("");
        } else if (is(in, NUMBERS)) {
            in.int64(0);
        } else if (is(in, FLAGS)) {
            in.bool(false);
        } else if (is(in, LISTS)) {
            in.strings();
        } else if (is(in, PERMISSIONS)) {
            ConnectOptions.permissions(in);
        } else {
            in.skip();
        }
    }

    private static boolean is(JsonReader in, List<String> names) {
        return in.field(names.toArray(String[]::new)) >= 0;
    }
}
