package io.midge.client;

import io.midge.options.TlsOptions;
import io.midge.tls.TlsContext;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How clients use TLS. Immutable but for the rate, which outlives a reload.
 *
 * @param context certificates and policy
 * @param options the block it was made from
 * @param lane where the costly steps of handshakes are done
 * @param rate bounds handshakes in a second
 */
public record ClientTls(TlsContext context, TlsOptions options, Executor lane, HandshakeRate rate) {
    /** Whether a client is taken that came like this, null for one without TLS. */
    boolean takes(@Nullable Secured how) {
        return how == null ? !context.pinned() : !context.refuses(how.session());
    }
}
