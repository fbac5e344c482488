package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server's own hand in its accounts: it publishes and listens as no client does. Safe from any thread. */
public final class Internal implements Publisher {
    private static final byte[] CRLF = {'\r', '\n'};

    private final Fanout fanout;
    private final boolean shared;
    private final AtomicInteger lastSid = new AtomicInteger();

    /**
     * @param fanout of the loop that it publishes on
     * @param shared whether there are others
     */
    public Internal(Fanout fanout, boolean shared) {
        this.fanout = fanout;
        this.shared = shared;
    }

    /** A message that came, copied: it may be kept. Its arrays are not to be changed. */
    public static final class Message {
        private final Account account;
        private final byte[] subject;
        private final byte[] reply;
        private final byte[] headers;
        private final byte[] payload;
        private final Publisher publisher;

        Message(Account account, PubFrame f, Publisher publisher) {
            int body = f.bodyOff + Math.max(0, f.headerLen);
            this.account = account;
            this.subject = Arrays.copyOfRange(f.subject, f.subjectOff, f.subjectOff + f.subjectLen);
            this.reply = Arrays.copyOfRange(f.reply, f.replyOff, f.replyOff + f.replyLen);
            this.headers = Arrays.copyOfRange(f.buf, f.bodyOff, body);
            this.publisher = publisher;
            this.payload = Arrays.copyOfRange(f.buf, body, f.bodyOff + f.size);
        }

        /** Where it was heard. */
        public Account account() {
            return account;
        }

        public String subject() {
            return ByteText.of(subject);
        }

        /** Where an answer is waited for; empty if nowhere. */
        public byte[] reply() {
            return reply;
        }

        /** The block of headers, empty if there are none. */
        public byte[] headers() {
            return headers;
        }

        public byte[] payload() {
            return payload;
        }

        /** Who published it, if need be in another account. */
        public Publisher publisher() {
            return publisher;
        }
    }

    /** Takes messages. */
    public interface Handler {
        /** Whether one with headers and a payload of so many bytes may be taken: it is copied only then. */
        @Confined("I/O loop")
        default boolean hasRoom(int size, Publisher publisher) {
            return true;
        }

        /**
         * On an I/O loop: it has to be quick, and hands over what takes its time.
         *
         * @return whether it was taken; who asks is told if nobody did
         */
        @Confined("I/O loop")
        boolean onMessage(Message message);
    }

    /** Publishes soon; what one thread publishes stays in its order. The payload may come in parts. */
    public void publish(Account account, byte[] subject, byte[] reply, byte[] headers, byte[]... payload) {
        PubFrame frame = frame(subject, reply, headers, payload);
        fanout.loop().loop().execute(() -> fanout.route(account, frame, this));
    }

    /** The same of a message without headers that wants no reply. */
    public void publish(Account account, String subject, byte[] payload) {
        publish(account, ByteText.bytes(subject), new byte[0], new byte[0], payload);
    }

    /** Listens from now on, until {@link #unsubscribe}. */
    public Subscription subscribe(Account account, String subject, Handler handler) {
        byte[] bytes = ByteText.bytes(subject);
        byte[] sid = ByteText.bytes(Integer.toString(lastSid.incrementAndGet()));
        Subscription listed = new Subscription(new Listener(account, handler), bytes, null, sid, false, shared);
        if (!account.sublist().insert(listed)) {
            throw new IllegalArgumentException("not a subject: " + subject);
        }
        return listed;
    }

    /** Ends what {@link #subscribe} began. */
    public void unsubscribe(Account account, Subscription listed) {
        listed.close();
        account.sublist().remove(listed);
    }

    @Override
    public @Nullable RequestInfo info(boolean detailed) {
        return null;
    }

    private record Listener(Account account, Handler handler) implements Subscriber {
        @Override
        public boolean deliver(Subscription subscription, PubFrame f, Fanout from, Publisher publisher) {
            return !subscription.closed()
                    && handler.hasRoom(f.size, publisher)
                    && handler.onMessage(new Message(account, f, publisher));
        }
    }

    /** A message as a connection would have published it; its payload may come in parts. */
    static PubFrame frame(byte[] subject, byte[] reply, byte[] headers, byte[]... payload) {
        int size = headers.length;
        for (byte[] part : payload) {
            size = Math.addExact(size, part.length);
        }
        String sizes = (headers.length > 0 ? headers.length + " " : "") + size + "\r\n";
        int headOff = subject.length + 1;
        int sizesOff = headOff + (reply.length > 0 ? reply.length + 1 : 0);
        int bodyOff = sizesOff + sizes.length();
        byte[] all = new byte[Math.addExact(bodyOff + CRLF.length, size)];
        put(subject, all, 0);
        all[subject.length] = ' ';
        if (reply.length > 0) {
            all[put(reply, all, headOff)] = ' ';
        }
        put(ByteText.bytes(sizes), all, sizesOff);
        int at = put(headers, all, bodyOff);
        for (byte[] part : payload) {
            at = put(part, all, at);
        }
        put(CRLF, all, at);
        PubFrame frame = new PubFrame();
        frame.buf = all;
        frame.subject(all, 0, subject.length);
        frame.reply = all;
        frame.replyOff = headOff;
        frame.replyLen = reply.length;
        frame.headerLen = headers.length > 0 ? headers.length : -1;
        frame.size = size;
        frame.head = all;
        frame.headOff = headOff;
        frame.headLen = bodyOff - headOff;
        frame.bodyOff = bodyOff;
        frame.contiguous = true;
        return frame;
    }

    private static int put(byte[] part, byte[] into, int at) {
        System.arraycopy(part, 0, into, at, part.length);
        return at + part.length;
    }
}
