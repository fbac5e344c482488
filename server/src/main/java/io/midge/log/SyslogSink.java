package io.midge.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines to a syslog service, by a thread of its own from a queue with an end: a service that is slow or away costs
 * those who log nothing. A line that cannot be sent is tried once more on a new connection. Lines that are lost, for that
 * reason or because the queue is full, are counted; the next one is preceded by that count.
 *
 * <p>A fatal line and {@link #close} wait until all is sent, but not longer than {@value #PATIENCE_SECONDS} seconds.
 */
public final class SyslogSink implements LogSink {
    private static final int PATIENCE_SECONDS = 2;

    /** Some ten thousand lines, or one as long as it may be. */
    static final int MAX_QUEUED_BYTES = 4 << 20;

    /** A line, and how many are lost with it. */
    private static final class Entry {
        private final byte[] line;
        private final long worth;
        private final @Nullable CountDownLatch sent;

        private Entry(byte[] line, long worth, @Nullable CountDownLatch sent) {
            this.line = line;
            this.worth = worth;
            this.sent = sent;
        }
    }

    private final SyslogTarget target;
    private final SyslogFormat format;
    private final CountDownLatch ended = new CountDownLatch(1);

    // All below is guarded by this lock.
    private final Object lock = new Object();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private int queuedBytes;
    private long lost;
    private boolean closed;
    private boolean abandoned;
    private @Nullable SyslogLink link;

    /**
     * A sink that is connected.
     *
     * @param thread runs the sender, which blocks until the sink is closed, on a thread that keeps no process alive
     * @throws IOException with nats-server's text for operators if the service cannot be reached
     */
    SyslogSink(SyslogTarget target, LineHead head, String tag, Executor thread) throws IOException {
        this.target = target;
        SyslogLink first;
        try {
            first = target.open();
        } catch (IOException e) {
            throw new IOException("error connecting to syslog: " + LogText.quoted(String.valueOf(e.getMessage())), e);
        }
        link = first;
        String host = hostName();
        format =
                SyslogFormat.of(target, head, LocalTime.ofMachine(), host.isEmpty() ? first.localAddress() : host, tag);
        thread.execute(this::run);
    }

    /** A sink to the service of this machine. */
    public static LogSink local(LineHead head, String tag, Executor thread) throws IOException {
        return new SyslogSink(SyslogTarget.local(), head, tag, thread);
    }

    /** A sink to the service that a URL names: {@code udp://host:port}, {@code tcp://host:port} or {@code unix:///path}. */
    public static LogSink remote(String url, LineHead head, String tag, Executor thread) throws IOException {
        return new SyslogSink(SyslogTarget.of(url), head, tag, thread);
    }

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        byte[] line = format.line(level, text, cause);
        CountDownLatch sent = level == Level.FTL ? new CountDownLatch(1) : null;
        synchronized (lock) {
            if (closed) {
                return false;
            }
            if (fits(line.length)) {
                reportLost();
            }
            if (!fits(line.length)) {
                lost++;
                return true;
            }
            enqueue(new Entry(line, 1, sent));
        }
        if (sent != null) {
            await(sent);
        }
        return true;
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            reportLost();
            closed = true;
            lock.notifyAll();
        }
        if (await(ended)) {
            return;
        }
        SyslogLink stuck;
        synchronized (lock) {
            abandoned = true;
            stuck = link;
        }
        if (stuck != null) {
            stuck.close();
        }
    }

    // This and the next two under the lock. A line that is longer than the queue goes alone.
    private boolean fits(int length) {
        return queue.isEmpty() || queuedBytes + (long) length <= MAX_QUEUED_BYTES;
    }

    private void reportLost() {
        if (lost > 0) {
            enqueue(new Entry(format.line(Level.WRN, LogText.lost(lost), null), lost, null));
            lost = 0;
        }
    }

    private void enqueue(Entry entry) {
        queue.add(entry);
        queuedBytes += entry.line.length;
        lock.notifyAll();
    }

    private void run() {
        try {
            for (Entry next = take(); next != null; next = take()) {
                if (!send(next.line)) {
                    synchronized (lock) {
                        lost += next.worth;
                    }
                }
                if (next.sent != null) {
                    next.sent.countDown();
                }
            }
        } finally {
            disconnect();
            ended.countDown();
        }
    }

    // Null at the end.
    private @Nullable Entry take() {
        synchronized (lock) {
            try {
                while (queue.isEmpty() && !closed) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
            Entry next = abandoned ? null : queue.poll();
            if (next != null) {
                queuedBytes -= next.line.length;
            }
            return next;
        }
    }

    private boolean send(byte[] line) {
        SyslogLink current;
        synchronized (lock) {
            current = link;
        }
        return (current != null && send(current, line)) || sendAnew(line);
    }

    private boolean sendAnew(byte[] line) {
        disconnect();
        SyslogLink next;
        try {
            next = target.open();
        } catch (IOException e) {
            return false; // counted, and the next line tries again
        }
        boolean late;
        synchronized (lock) {
            late = abandoned;
            link = late ? null : next;
        }
        if (late) {
            next.close();
            return false;
        }
        return send(next, line);
    }

    private static boolean send(SyslogLink to, byte[] line) {
        try {
            to.send(line);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void disconnect() {
        SyslogLink last;
        synchronized (lock) {
            last = link;
            link = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // Of the system's own books: asking for the name of an address may take a look-up.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "" : name;
        }
    }
}
