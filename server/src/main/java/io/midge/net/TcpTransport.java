package io.midge.net;

import io.midge.loop.IoLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A non-blocking socket under a loop's selector. */
final class TcpTransport implements Transport {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final String host;
    private final int port;

    private TcpTransport(SocketChannel channel, SelectionKey key, InetSocketAddress remote) {
        this.channel = channel;
        this.key = key;
        this.host = hostText(remote);
        this.port = remote.getPort();
    }

    /** Registers an accepted socket with the loop this is called on. */
    static TcpTransport register(SocketChannel channel, IoLoop loop, IoLoop.Ready ready) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        if (remote == null) {
            throw new IOException("connection ended before it was served");
        }
        return new TcpTransport(channel, loop.register(channel, SelectionKey.OP_READ, ready), remote);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    @Override
    public void interest(boolean read, boolean write) {
        if (key.isValid()) {
            key.interestOps((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
        }
    }

    @Override
    public boolean endOutput() {
        try {
            channel.shutdownOutput();
            return true;
        } catch (IOException e) {
            return false; // the peer has gone
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The socket is gone either way, and its connection is already at its end.
            key.cancel();
        }
    }

    @Override
    public String remoteHost() {
        return host;
    }

    @Override
    public int remotePort() {
        return port;
    }

    @Override
    public String path() {
        try {
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            return Addresses.hostPort(hostText(local), local.getPort()) + "->" + Addresses.hostPort(host, port);
        } catch (IOException e) {
            return Addresses.hostPort(host, port); // closed by now, and only a line in the log
        }
    }

    private static String hostText(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') < 0 ? plain : Addresses.compressed(address.getAddress());
    }
}
