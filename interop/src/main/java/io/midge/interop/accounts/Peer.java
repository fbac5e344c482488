package io.midge.interop.accounts;

import io.midge.interop.FlatJson;
import io.midge.interop.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection. After {@link #turn} nothing that was sent before is still on its way to it. */
final class Peer implements AutoCloseable {
    private static final String DEFAULTS =
            "\"verbose\":false,\"pedantic\":false,\"protocol\":1,\"headers\":true,\"no_responders\":true";

    private static final Pattern MESSAGE = Pattern.compile("(?:(MSG) (.+?) (\\d+)|(HMSG) (.+?) (\\d+ \\d+))\r\n");

    private final Wire wire;
    private final String info;
    private final List<String> replies = new ArrayList<>();
    private boolean gone;

    Peer(int port) throws IOException {
        wire = new Wire(port);
        info = wire.readLine();
        gone = info.isEmpty();
    }

    /** What came up to the PONG that answers CONNECT and a PING. */
    List<Frame> connect(String options, int nkey) throws IOException {
        StringBuilder members = new StringBuilder(DEFAULTS);
        if (nkey >= 0) {
            String nonce = gone ? "" : FlatJson.members(info.substring(5)).getOrDefault("nonce", "\"\"");
            String unquoted = nonce.substring(1, nonce.length() - 1);
            members.append(",\"nkey\":\"").append(Nkeys.key(nkey));
            members.append("\",\"sig\":\"")
                    .append(Nkeys.signature(nkey, unquoted))
                    .append('"');
        }
        if (!options.isEmpty()) {
            members.append(',').append(options);
        }
        List<Frame> heard = new ArrayList<>();
        heard.add(Frame.line(info));
        heard.addAll(turn("CONNECT {" + members + "}\r\n"));
        // What belongs to the connection follows the first PONG.
        heard.addAll(turn(""));
        return heard;
    }

    boolean isGone() {
        return gone;
    }

    /** The n-th reply subject it has heard of, from 1; the last one for 0. */
    String reply(int n) {
        int at = n == 0 ? replies.size() - 1 : n - 1;
        return at >= 0 && at < replies.size() ? replies.get(at) : "none";
    }

    /** Says something and a PING, and hears what comes before the PONG. */
    List<Frame> turn(String says) throws IOException {
        List<Frame> heard = new ArrayList<>();
        if (gone) {
            return heard;
        }
        wire.send(says + "PING\r\n");
        try {
            while (!gone) {
                String line = wire.readLine();
                if (line.equals("PONG\r\n")) {
                    break;
                }
                hear(line, heard);
            }
        } catch (SocketTimeoutException e) {
            heard.add(Frame.line("silent"));
            gone = true;
        }
        sort(heard);
        for (Frame frame : heard) {
            if (!frame.reply().isEmpty()) {
                replies.add(frame.reply());
            }
        }
        return heard;
    }

    private void hear(String line, List<Frame> heard) throws IOException {
        if (line.isEmpty()) {
            heard.add(Frame.line("closed"));
            gone = true;
        } else if (line.equals("PING\r\n")) {
            wire.send("PONG\r\n");
        } else {
            Matcher matcher = MESSAGE.matcher(line);
            heard.add(matcher.matches() ? message(matcher) : Frame.line(line));
        }
    }

    private Frame message(Matcher line) throws IOException {
        int from = line.group(1) == null ? 4 : 1;
        String[] figures = line.group(from + 2).split(" ", -1);
        int all = Integer.parseInt(figures[figures.length - 1]);
        int header = figures.length == 2 ? Integer.parseInt(figures[0]) : 0;
        String text = wire.read(all + 2);
        if (!text.endsWith("\r\n") || header > all) {
            throw new IOException("no end of the message " + line.group());
        }
        return new Frame(
                line.group(from),
                List.of(line.group(from + 1).split(" ", -1)),
                line.group(from + 2),
                text.substring(0, header),
                text.substring(header, all));
    }

    /** Messages side by side that are one published message, for several subscriptions, come in any order. */
    private static void sort(List<Frame> heard) {
        int from = 0;
        while (from < heard.size()) {
            int to = from + 1;
            while (to < heard.size() && same(heard.get(from), heard.get(to))) {
                to++;
            }
            heard.subList(from, to).sort(Comparator.comparing(Frame::order));
            from = to;
        }
    }

    private static boolean same(Frame one, Frame other) {
        return one.isMessage() && other.isMessage() && one.body().equals(other.body());
    }

    @Override
    public void close() {
        gone = true;
        wire.close();
    }
}
