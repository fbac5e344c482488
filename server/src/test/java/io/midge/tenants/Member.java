package io.midge.tenants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection of a tenant: what it has subscribed to by the model, what it has heard, what it must have been counted. */
final class Member implements AutoCloseable {
    /** Sids are 1 to so many. */
    static final int SIDS = 20;

    /** One subscription as the model has it. */
    static final class Sub {
        final int sid;
        final int pattern;
        final String queue;
        int max;
        int delivered;

        Sub(int sid, int pattern, String queue) {
            this.sid = sid;
            this.pattern = pattern;
            this.queue = queue;
        }
    }

    final int number;
    final @Nullable Sub[] subs = new Sub[SIDS + 1];
    final Deque<Heard> heard = new ArrayDeque<>();

    /** Places where an answer is wanted. */
    final Deque<String> owed = new ArrayDeque<>();

    long inMsgs;
    long inBytes;
    long outMsgs;
    long outBytes;

    private final InputStream in;
    private final OutputStream out;
    private final AutoCloseable end;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int limit;

    /** Takes a connection on which nothing was said yet. */
    Member(int number, InputStream in, OutputStream out, AutoCloseable end) throws IOException {
        this.number = number;
        this.in = in;
        this.out = out;
        this.end = end;
        String info = line();
        if (!info.startsWith("INFO ")) {
            throw new AssertionError(info);
        }
    }

    String name() {
        return "m" + number;
    }

    void say(String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    void forget() {
        Arrays.fill(subs, null);
    }

    int subscriptions() {
        int n = 0;
        for (Sub each : subs) {
            n += each == null ? 0 : 1;
        }
        return n;
    }

    /** Hears all up to the next PONG. */
    void hear() throws IOException {
        for (String line = line(); !line.equals("PONG"); line = line()) {
            take(line);
        }
    }

    /** Hears all up to the end of the connection. */
    void hearTheEnd() throws IOException {
        while (at < limit || fill()) {
            take(line());
        }
    }

    private void take(String line) throws IOException {
        if (line.equals("PING")) {
            say("PONG\r\n");
        } else if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
            heard.add(message(line));
        } else if (!line.startsWith("INFO ")) {
            heard.add(new Heard(line, 0, "", ""));
        }
    }

    private Heard message(String line) throws IOException {
        int last = line.lastIndexOf(' ');
        int size = Integer.parseInt(line.substring(last + 1));
        int header = 0;
        String head = line.substring(0, last);
        if (line.charAt(0) == 'H') {
            int before = head.lastIndexOf(' ');
            header = Integer.parseInt(head.substring(before + 1));
            head = head.substring(0, before);
        }
        String text = read(size + 2);
        String[] fields = head.split(" ", -1);
        return new Heard(head, Integer.parseInt(fields[2]), text.substring(0, header), text.substring(header, size));
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            if (at == limit && !fill()) {
                throw new AssertionError(name() + " was closed after " + text);
            }
            char c = (char) (buffer[at++] & 0xff);
            if (c == '\n') {
                text.setLength(text.length() - 1);
                return text.toString();
            }
            text.append(c);
        }
    }

    private String read(int size) throws IOException {
        StringBuilder text = new StringBuilder(size);
        while (text.length() < size) {
            if (at == limit && !fill()) {
                throw new AssertionError(name() + " was closed after " + text);
            }
            int n = Math.min(size - text.length(), limit - at);
            text.append(new String(buffer, at, n, ISO_8859_1));
            at += n;
        }
        return text.toString();
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        try {
            end.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
