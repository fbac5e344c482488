package io.midge.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One publisher and one receiver over TLS, each on a thread of its own: the JDK's sockets, which block. */
final class TlsRun implements Workload {
    private static final int READ_BYTES = 64 * 1024;

    private final SSLSocket publisher;
    private final SSLSocket receiver;
    private final Frames frames;
    private final long windowMessages;
    private final byte[] block;
    private final AtomicLong received = new AtomicLong();
    private final FrameCheck check;
    private final Thread reader;
    private volatile @Nullable Throwable trouble;
    private volatile boolean closing;
    private long published;

    TlsRun(int port, Load.Tls load) throws IOException {
        frames = new Frames(load.payload(), false);
        ByteBuffer pubs = frames.newPubs();
        block = new byte[pubs.remaining()];
        pubs.get(block);
        windowMessages = Math.max(load.window() / frames.msgLength(), 2L * frames.count());
        SSLContext context = Certificate.get().client();
        receiver = Handshake.openTls(port, context, Load.Subscription.PLAIN.line(0));
        check = FrameCheck.messages(frames, true, new ControlLines());
        try {
            publisher = Handshake.openTls(port, context, "");
        } catch (IOException e) {
            receiver.close();
            throw e;
        }
        reader = Thread.ofPlatform().daemon().name("tls-receiver").start(this::read);
    }

    private void read() {
        byte[] buffer = new byte[READ_BYTES];
        try {
            InputStream in = receiver.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                check.accept(ByteBuffer.wrap(buffer, 0, n));
                received.set(check.received());
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                trouble = e;
            }
        }
    }

    @Override
    public Phase run(long nanos) throws IOException {
        long before = received.get();
        long start = System.nanoTime();
        OutputStream out = publisher.getOutputStream();
        while (System.nanoTime() - start < nanos) {
            out.write(block);
            published += frames.count();
            await(published - windowMessages);
        }
        await(published);
        return new Phase(received.get() - before, System.nanoTime() - start, Map.of());
    }

    private void await(long messages) throws IOException {
        long progress = System.nanoTime();
        long seen = received.get();
        while (received.get() < messages) {
            Throwable failed = trouble;
            if (failed != null) {
                throw new IOException("the receiver failed", failed);
            }
            LockSupport.parkNanos(20_000);
            long now = received.get();
            if (now != seen) {
                seen = now;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > Loop.STALL_NANOS) {
                throw new BadStreamException("no progress: published " + published + ", received " + now);
            }
        }
    }

    @Override
    public void verify() {
        if (received.get() != published || check.compared() == 0) {
            throw new BadStreamException("expected " + published + " messages, got " + received.get());
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        publisher.close();
        receiver.close();
        try {
            reader.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
