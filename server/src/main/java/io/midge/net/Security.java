package io.midge.net;

import io.midge.tls.TlsContext;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;

/**
 * How one connection becomes encrypted, and who hears of it.
 *
 * @param context certificates and policy
 * @param lane where the costly steps of handshakes are done
 * @param timeoutNanos how long a handshake may take
 * @param outcome hears how it went
 */
public record Security(TlsContext context, Executor lane, long timeoutNanos, Outcome outcome) {
    /** Hears of the end of a handshake, once, on the connection's loop. */
    public interface Outcome {
        /** From now on the connection is as any other; what was sent with the last step is read soon. */
        void secured(SSLSession session);

        /** It is to be closed. The text is for the log; {@code probe} if it was no client of TLS, or it said nothing. */
        void failed(String text, boolean probe);
    }
}
