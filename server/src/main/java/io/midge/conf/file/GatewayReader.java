package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.GatewayOptions;
import io.midge.options.RemoteGatewayOptions;
import io.midge.options.ServerUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code gateway} block. */
final class GatewayReader {
    private GatewayReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable GatewayOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected gateway to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        GatewayOptions options = GatewayOptions.builder()
                .name(Fields.clusterName(block, "gateway name cannot contain spaces"))
                .host(endpoint.host())
                .port(endpoint.port())
                .advertise(block.text("advertise"))
                .authorization(ServerAuthorization.read(block, "Gateway"))
                .tls(Fields.tls(block, false))
                .connectRetries(Fields.integer(block, 0, "connect_retries"))
                .connectBackoff(block.bool(false, "connect_backoff"))
                .gateways(gateways(block))
                .rejectUnknown(block.bool(false, "reject_unknown_cluster", "reject_unknown"))
                .writeDeadline(Fields.writeDeadline(block))
                .writeTimeout(Fields.writeTimeout(block))
                .build();
        block.end();
        return options;
    }

    private static List<RemoteGatewayOptions> gateways(Block block) {
        ConfValue value = block.value("gateways");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            block.problems().error(value.at(), "Expected gateways field to be an array, got " + GoType.of(value));
            return List.of();
        }
        List<RemoteGatewayOptions> gateways = new ArrayList<>();
        for (ConfValue item : items.values()) {
            if (item instanceof ConfMap map) {
                gateways.add(gateway(new Block(map, block.problems())));
            } else {
                block.problems()
                        .error(item.at(), "Expected gateway entry to be a map/struct, got " + GoType.show(item));
            }
        }
        return gateways;
    }

    /** One of them; {@code url} and {@code urls} may stand together. */
    private static RemoteGatewayOptions gateway(Block block) {
        UrlReader reader = new UrlReader("gateway", block.problems());
        List<ServerUrl> urls = new ArrayList<>(reader.all(block, "urls"));
        ConfValue one = block.value("url");
        if (one instanceof ConfValue.Text text) {
            ServerUrl url = reader.one(text);
            if (url != null) {
                urls.add(url);
            }
        } else if (one != null) {
            block.wrong(one, "url", "a string; an array goes into \"urls\"");
        }
        RemoteGatewayOptions gateway = new RemoteGatewayOptions(block.text("name"), urls, Fields.tls(block, false));
        block.end();
        return gateway;
    }
}
