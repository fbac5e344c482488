package io.midge.client;

import io.midge.net.Connection;
import io.midge.net.Outbound;
import io.midge.proto.ConnectOptions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connected client at one moment; its counters are those of its loop, a moment late and not all of the same one. */
public record OpenClient(
        long cid,
        String host,
        int port,
        Instant start,
        Instant lastActivity,
        long rttNanos,
        long pendingBytes,
        long inMsgs,
        long outMsgs,
        long inBytes,
        long outBytes,
        long stalls,
        int subscriptions,
        String name,
        String lang,
        String version,
        String user,
        String account,
        @Nullable Encryption encryption)
        implements ClientInfo {

    /** From any thread: nothing that its loop works with is locked or waited for. */
    static OpenClient of(
            Client client,
            Connection connection,
            ConnectOptions connect,
            KeepAlive keepAlive,
            int subscriptions,
            String account) {
        Outbound out = connection.outbound();
        return new OpenClient(
                client.cid(),
                connection.remoteHost(),
                connection.remotePort(),
                keepAlive.since(),
                keepAlive.lastActivity(out.lastMsgNanos()),
                keepAlive.rttNanos(),
                out.pending(),
                client.inMsgs(),
                out.outMsgs(),
                client.inBytes(),
                out.outBytes(),
                out.stalls(),
                subscriptions,
                connect.name(),
                connect.lang(),
                connect.version(),
                connect.credentials().shown(),
                account,
                Secured.shown(client.secured()));
    }

    /** The same to be remembered: with texts of at most so many characters, and without certificates. */
    OpenClient cut(int most) {
        return new OpenClient(
                cid,
                host,
                port,
                start,
                lastActivity,
                rttNanos,
                pendingBytes,
                inMsgs,
                outMsgs,
                inBytes,
                outBytes,
                stalls,
                subscriptions,
                cut(name, most),
                cut(lang, most),
                cut(version, most),
                cut(user, most),
                account,
                encryption == null ? null : encryption.withoutPeers());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    @Override
    public OpenClient last() {
        return this;
    }
}
