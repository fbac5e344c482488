package io.midge.log;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;

/** A syslog service behind UDP, TCP or a stream socket of this machine. Failures have Go's words. */
final class SocketLink implements SyslogLink {
    /** Nobody but the sink's own thread waits, but a host that does not answer must not cost the whole queue. */
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private final ByteChannel channel;
    private final String localAddress;

    private <C extends ByteChannel & NetworkChannel> SocketLink(C channel) throws IOException {
        this.channel = channel;
        this.localAddress = channel.getLocalAddress() instanceof InetSocketAddress inet ? hostPort(inet) : "";
    }

    static SyslogLink udp(String host, int port) throws IOException {
        InetSocketAddress to = resolve("udp", host, port);
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.connect(to);
            return new SocketLink(channel);
        } catch (IOException e) {
            channel.close();
            throw failure("udp", hostPort(to), e);
        }
    }

    static SyslogLink tcp(String host, int port) throws IOException {
        InetSocketAddress to = resolve("tcp", host, port);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(to, CONNECT_TIMEOUT_MS);
            return new SocketLink(channel);
        } catch (IOException e) {
            channel.close();
            throw failure("tcp", hostPort(to), e);
        }
    }

    static SyslogLink unix(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new SocketLink(channel);
        } catch (IOException | InvalidPathException e) {
            channel.close();
            throw failure("unix", path, e);
        }
    }

    @Override
    public void send(byte[] line) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(line);
        do {
            channel.write(rest);
        } while (rest.hasRemaining());
    }

    @Override
    public String localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // nothing depends on it any more
        }
    }

    private static InetSocketAddress resolve(String network, String host, int port) throws IOException {
        try {
            InetAddress address = host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IOException("dial " + network + ": lookup " + host + ": no such host", e);
        }
    }

    private static IOException failure(String network, String address, Exception e) {
        String reason = e instanceof SocketTimeoutException ? "i/o timeout" : "connect: " + LogText.reason(e);
        return new IOException("dial " + network + " " + address + ": " + reason, e);
    }

    private static String hostPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
