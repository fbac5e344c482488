package io.midge.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One who has come through a door, and speaks the client protocol. */
final class Guest implements AutoCloseable {
    private static final String CLOSED = "closed";

    private final Door.Way way;
    private final InputStream in;

    Guest(Door door, User user, boolean verbose) throws IOException {
        way = door.open();
        in = new BufferedInputStream(way.in());
        line();
        List<String> welcome = turn("CONNECT {\"verbose\":" + verbose
                + ",\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"user\":\"" + user.name()
                + "\",\"pass\":\"secret\"}\r\n");
        List<String> wanted = verbose ? List.of("+OK") : List.of();
        if (!welcome.equals(wanted)) {
            throw new IOException(user.name() + " was answered " + welcome);
        }
    }

    /** Says something and a PING; what came before the PONG. */
    List<String> turn(String says) throws IOException {
        List<String> heard = new ArrayList<>();
        try {
            way.out().write((says + "PING\r\n").getBytes(ISO_8859_1));
            way.out().flush();
        } catch (IOException e) {
            heard.add(CLOSED);
            return heard;
        }
        while (true) {
            String line = line();
            if (line.equals("PONG")) {
                return heard;
            }
            if (line.equals("PING")) {
                way.out().write("PONG\r\n".getBytes(ISO_8859_1));
                way.out().flush();
            } else if (!line.startsWith("INFO ")) {
                heard.add(line);
            }
            if (line.equals(CLOSED)) {
                return heard;
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                return CLOSED;
            }
            if (c == '\n') {
                return line.toString(ISO_8859_1).replace("\r", "");
            }
            line.write(c);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            way.end().close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
