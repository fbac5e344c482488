package io.midge.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many connections at once, which one thread looks after: each sends what the crowd does, and reads what it is told. */
final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One of them. */
    static final class Member {
        private final SocketChannel channel;
        private final StringBuilder heard = new StringBuilder();
        private boolean connected;
        private boolean ended;

        Member(SocketChannel channel) {
            this.channel = channel;
        }

        /** All that it was told. */
        String heard() {
            return heard.toString();
        }

        /** Whether the server has ended the connection, or never made it. */
        boolean ended() {
            return ended;
        }

        boolean connected() {
            return connected;
        }

        Member say(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return this;
        }
    }

    private final Selector selector = Selector.open();
    private final List<Member> members = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    Crowd() throws IOException {}

    /** So many more begin to connect. */
    Crowd join(int count, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Member member = new Member(channel);
            members.add(member);
            boolean at = channel.connect(address);
            member.connected = at;
            channel.register(selector, at ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, member);
        }
        return this;
    }

    /** Some go. */
    void leave(List<Member> some) throws IOException {
        for (Member each : some) {
            each.channel.close();
        }
        selector.selectNow(); // only now is a channel really closed that was under a selector
    }

    List<Member> members() {
        return members;
    }

    /** What is awaited of the crowd. */
    interface Condition {
        boolean met() throws IOException;
    }

    /** Looks after them until the condition is met. */
    void until(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.met()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what);
            }
            selector.select(this::serve, 20);
        }
    }

    private void serve(SelectionKey key) {
        Member member = (Member) key.attachment();
        try {
            if (key.isConnectable()) {
                member.connected = member.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
            }
            if (key.isReadable()) {
                int n = member.channel.read(buffer.clear());
                if (n < 0) {
                    member.ended = true;
                    key.cancel();
                } else {
                    member.heard.append(new String(buffer.array(), 0, n, ISO_8859_1));
                }
            }
        } catch (IOException e) {
            member.ended = true;
            key.cancel();
        }
    }

    @Override
    public void close() {
        for (Member each : members) {
            try {
                each.channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
