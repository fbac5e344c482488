package io.midge.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another cluster.
 *
 * @param name its name
 * @param urls where its servers are, at least one
 * @param tls how connections to it are encrypted; null: as the gateway block says
 */
public record RemoteGatewayOptions(
        String name, List<ServerUrl> urls, @Nullable TlsOptions tls) {
    public RemoteGatewayOptions {
        urls = List.copyOf(urls);
    }
}
