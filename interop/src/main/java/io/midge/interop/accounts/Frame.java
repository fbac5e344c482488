package io.midge.interop.accounts;

import io.midge.interop.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server sent: a line, and of a message what follows it.
 *
 * @param arguments of a message: subject, sid, reply if any; of other lines the line itself
 * @param size the figures of a message, empty for other lines
 * @param header block of headers with its end
 */
record Frame(String verb, List<String> arguments, String size, String header, String body) {
    private static final String REQUEST_INFO = "nats-request-info:";

    /** In what a client says to be the server's. */
    private static final String SPOOFED = "spoofed";

    static Frame line(String line) {
        return new Frame("", List.of(line), "", "", "");
    }

    /**
     * Without what a client had no right to say: nats-server takes it out of requests to other accounts only, and there if it
     * is written its way and stands alone; we always do.
     */
    Frame honest() {
        StringBuilder kept = new StringBuilder();
        for (String line : header.split("(?<=\n)", -1)) {
            kept.append(isInfo(line) && line.contains(SPOOFED) ? "" : line);
        }
        if (kept.length() == header.length()) {
            return this;
        }
        if (kept.toString().equals("NATS/1.0\r\n\r\n")) {
            return new Frame("MSG", arguments, Integer.toString(body.length()), "", body);
        }
        String sizes = kept.length() + " " + (kept.length() + body.length());
        return new Frame(verb, arguments, sizes, kept.toString(), body);
    }

    private static boolean isInfo(String line) {
        return line.regionMatches(true, 0, REQUEST_INFO, 0, REQUEST_INFO.length());
    }

    boolean isMessage() {
        return !verb.isEmpty();
    }

    String reply() {
        return isMessage() && arguments.size() == 3 ? arguments.get(2) : "";
    }

    /** Sorts messages that one publish may bring in any order. */
    String order() {
        return Mask.blind(arguments + size + header);
    }

    String shown(Mask mask) {
        if (!isMessage()) {
            String line = arguments.get(0);
            return line.startsWith("INFO {") ? Mask.info(line.substring(5)) : mask.text(Text.show(line));
        }
        List<String> lines = headerLines();
        String payload = Mask.payload(body);
        boolean figures = payload.equals(body) && lines.stream().noneMatch(Frame::isInfo);
        return verb + " " + mask.text(String.join(" ", arguments)) + " " + (figures ? size : "#") + " "
                + mask.text(Text.show(String.join("", lines)))
                + "|" + mask.text(Text.show(payload));
    }

    private List<String> headerLines() {
        List<String> lines = new ArrayList<>();
        for (String line : header.split("(?<=\n)", -1)) {
            int brace = line.indexOf('{');
            lines.add(isInfo(line) && brace > 0 ? masked(line, brace) : line);
        }
        return lines;
    }

    private static String masked(String line, int brace) {
        try {
            return line.substring(0, brace) + Mask.json(line.substring(brace)) + "\r\n";
        } catch (IllegalArgumentException e) {
            return line;
        }
    }
}
