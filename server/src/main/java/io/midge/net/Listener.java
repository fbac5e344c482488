package io.midge.net;

import io.midge.log.Log;
import io.midge.loop.IoLoop;
import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;

/**
 * Accepts TCP connections on one loop and deals them to all in turn.
 *
 * <p>When accepting fails, for example because no file descriptor is left, it rests for 10 ms, doubling up to a second,
 * and says so. Meanwhile a few {@linkplain SpareDescriptors descriptors} are free for whoever else needs one; only when
 * they can be had again does it try again.
 *
 * <p>Threads: the first loop; {@link #close} from any.
 */
public final class Listener implements IoLoop.Ready {
    private static final int BACKLOG = 4096;
    private static final int ACCEPTS_PER_PASS = 64;
    private static final long MIN_REST_NANOS = 10_000_000;
    private static final long MAX_REST_NANOS = 1_000_000_000;

    /** How the system's text begins when a process, or the machine, has too many descriptors. */
    private static final String TOO_MANY = "Too many open files";

    private final String kind;
    private final ServerSocketChannel channel;
    private final List<NetLoop> loops;
    private final Log log;
    private final int port;
    private Protocols protocols = connection -> NoTransport.INSTANCE;
    private int next;
    private long restNanos = MIN_REST_NANOS;
    private final SpareDescriptors spare = new SpareDescriptors();
    private boolean resting;

    private Listener(String kind, ServerSocketChannel channel, List<NetLoop> loops, Log log) throws IOException {
        this.kind = kind;
        this.channel = channel;
        this.loops = List.copyOf(loops);
        this.log = log;
        this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /**
     * Binds and listens; nothing is accepted before {@link #start}.
     *
     * @param kind what logs call its connections, such as {@code Client}
     * @param port 0 for a free one
     * @throws IOException when the address cannot be had, with the text that nats-server's log gives
     */
    public static Listener bind(String kind, String host, int port, List<NetLoop> loops, Log log) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
            channel.configureBlocking(false);
            return new Listener(kind, channel, loops, log);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("listen tcp " + Addresses.hostPort(host, port) + ": " + cause(host, e), e);
        }
    }

    private static String cause(String host, Exception e) {
        if (e instanceof UnknownHostException) {
            return "lookup " + host + ": no such host";
        }
        String text = String.valueOf(e.getMessage());
        if (text.startsWith("Address already in use")) {
            return "bind: address already in use";
        }
        if (text.startsWith("Permission denied")) {
            return "bind: permission denied";
        }
        if (text.startsWith("Cannot assign requested address")) {
            return "bind: cannot assign requested address";
        }
        return text;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Begins to accept; {@code made} gives each connection its protocol. */
    public void start(Protocols made) {
        protocols = made;
        IoLoop first = loops.get(0).loop();
        first.execute(() -> {
            try {
                first.register(channel, SelectionKey.OP_ACCEPT, this);
                spare.take();
            } catch (ClosedChannelException e) {
                return; // the server ended before it began
            } catch (IOException e) {
                log.error("Error accepting " + kind + " connections: " + e.getMessage());
            }
        });
    }

    /** Stops listening. */
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("Error closing " + kind + " listener: " + e.getMessage());
        }
    }

    @Override
    public void ready(SelectionKey key) {
        for (int i = 0; i < ACCEPTS_PER_PASS; i++) {
            try {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    recovered();
                    return;
                }
                deal(accepted);
            } catch (ClosedChannelException e) {
                return; // the server ends
            } catch (IOException e) {
                rest(key, String.valueOf(e.getMessage()));
                return;
            }
        }
    }

    private void recovered() {
        if (resting) {
            resting = false;
            restNanos = MIN_REST_NANOS;
            log.info("Accepting " + kind + " connections again");
        }
    }

    private void deal(SocketChannel accepted) {
        NetLoop target = loops.get(next);
        next = (next + 1) % loops.size();
        if (target.loop().inLoop()) {
            serve(accepted, target);
        } else {
            target.loop().execute(() -> serve(accepted, target));
        }
    }

    private void serve(SocketChannel accepted, NetLoop target) {
        Connection connection = new Connection(target);
        try {
            connection.open(TcpTransport.register(accepted, target.loop(), connection), protocols);
        } catch (IOException e) {
            log.debug(kind + " connection lost while it was accepted: " + e.getMessage());
            closeQuietly(accepted);
        } catch (RuntimeException | Error e) {
            connection.closeNow(ClosedReason.INTERNAL_ERROR);
            closeQuietly(accepted);
            throw e;
        }
    }

    private void closeQuietly(SocketChannel accepted) {
        try {
            accepted.close();
        } catch (IOException e) {
            log.debug("Error closing a " + kind + " connection: " + e.getMessage());
        }
    }

    private void rest(SelectionKey key, String why) {
        if (!channel.isOpen()) {
            return;
        }
        spare.release();
        log.error("Temporary " + kind + " Accept Error(accept tcp " + address() + ": accept4: " + decapitalized(why)
                + "), sleeping " + restNanos / 1_000_000 + "ms");
        if (!resting && why.startsWith(TOO_MANY)) {
            log.warn("No file descriptor is left: those who are connected are served, others wait."
                    + " Raise the limit (ulimit -n, or LimitNOFILE of the service), or lower max_connections");
        }
        resting = true;
        key.interestOps(0);
        loops.get(0).loop().schedule(restNanos, () -> again(key, why));
        restNanos = Math.min(MAX_REST_NANOS, 2 * restNanos);
    }

    private void again(SelectionKey key, String why) {
        if (!key.isValid()) {
            return;
        }
        if (spare.take() || !why.startsWith(TOO_MANY)) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        } else {
            rest(key, why);
        }
    }

    private String address() {
        try {
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            return Addresses.hostPort(local.getAddress().getHostAddress(), local.getPort());
        } catch (IOException e) {
            return ":" + port; // it was closed in this moment
        }
    }

    private static String decapitalized(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
