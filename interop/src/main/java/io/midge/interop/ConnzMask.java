package io.midge.interop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a page of {@code /connz} what differs between two servers that were treated alike: times, ports, numbers of
 * connections (counted from the first one instead), and the order of one connection's subscriptions.
 */
final class ConnzMask {
    private static final Pattern LINE = Pattern.compile("( *\"(\\w+)\": )(.*?)(,?)");
    private static final Pattern NUMBER = Pattern.compile("\"cid\": (\\d+)");

    private final long firstCid;

    private ConnzMask(long firstCid) {
        this.firstCid = firstCid;
    }

    /** For the server whose page this is. */
    static ConnzMask of(String page) {
        Matcher cid = NUMBER.matcher(page);
        return new ConnzMask(cid.find() ? Long.parseLong(cid.group(1)) : 0);
    }

    long firstCid() {
        return firstCid;
    }

    String masked(String page) {
        List<String> lines = new ArrayList<>();
        boolean closed = false;
        for (String each : page.split("\n", -1)) {
            closed = !each.equals("    {") && (closed || each.startsWith("      \"stop\": "));
            lines.add(masked(each, closed));
        }
        sortLists(lines);
        return String.join("\n", lines);
    }

    private String masked(String line, boolean closed) {
        Matcher field = LINE.matcher(line);
        if (!field.matches()) {
            return line;
        }
        String value = field.group(3);
        String shown = switch (field.group(2)) {
            case "server_id" -> value.length() == 58 ? "\"N…\"" : value;
            case "now", "start", "last_activity", "stop" -> value.endsWith("Z\"") ? "time" : value;
            case "uptime", "idle" -> value.matches("\"\\d+s\"") ? "duration" : value;
            case "rtt" -> value.matches("\"[1-9][0-9.]*(ns|µs|ms)\"") ? "duration" : value;
            case "port" -> value.matches("[1-9]\\d*") ? "port" : value;
            case "pending_bytes" -> closed ? "bytes" : value;
            case "cid" -> "#" + (Long.parseLong(value) - firstCid);
            default -> value;
        };
        return field.group(1) + shown + field.group(4);
    }

    private static void sortLists(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("      \"subscriptions_list")) {
                int end = i + 1;
                while (!lines.get(end).startsWith("      ]")) {
                    end++;
                }
                List<String> elements = elements(lines.subList(i + 1, end));
                Collections.sort(elements);
                lines.subList(i + 1, end).clear();
                lines.addAll(i + 1, elements);
            }
        }
    }

    // One line each, without the comma behind it.
    private static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (String line : lines) {
            element.append(line);
            boolean last = line.startsWith("        }") || line.startsWith("        \"");
            if (last) {
                elements.add(element.toString().replaceAll(",$", ""));
                element.setLength(0);
            }
        }
        return elements;
    }
}
