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

    static Frame line(String line) {
        return new Frame("", List.of(line), "", "", "");
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
        boolean figures = payload.equals(body) && lines.stream().noneMatch(each -> each.endsWith("}"));
        return verb + " " + mask.text(String.join(" ", arguments)) + " " + (figures ? size : "#") + " "
                + mask.text(Text.show(String.join("", lines)))
                + "|" + mask.text(Text.show(payload));
    }

    private List<String> headerLines() {
        List<String> lines = new ArrayList<>();
        for (String line : header.split("(?<=\n)", -1)) {
            int brace = line.indexOf('{');
            boolean info = line.regionMatches(true, 0, REQUEST_INFO, 0, REQUEST_INFO.length()) && brace > 0;
            lines.add(info ? masked(line, brace) : line);
        }
        return lines;
    }

    private static String masked(String line, int brace) {
        try {
            return line.substring(0, brace) + Mask.json(line.substring(brace));
        } catch (IllegalArgumentException e) {
            return line;
        }
    }
}
