package io.midge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code /connz}, taken apart by its indentation: values are JSON without the quotes around it, those of lists
 * stand one behind the other.
 *
 * @param head what stands before the connections
 * @param connections their fields in order
 */
record ConnzPage(Map<String, String> head, List<Map<String, String>> connections) {
    private static final Pattern FIELD = Pattern.compile("( +)\"(\\w+)\": (?:\"(.*)\"|([^\\[,]+)|\\[),?");

    static ConnzPage of(NatsServer server, String query) {
        Map<String, String> head = new LinkedHashMap<>();
        List<Map<String, String>> connections = new ArrayList<>();
        String list = "";
        for (String line : Varz.page(server, "/connz" + query).split("\n", -1)) {
            Matcher field = FIELD.matcher(line);
            boolean named = field.matches();
            if (line.equals("    {")) {
                connections.add(new LinkedHashMap<>());
            } else if (line.startsWith("        ")) {
                connections.getLast().merge(list, line.strip(), String::concat);
            } else if (named && field.group(1).length() == 2) {
                head.put(field.group(2), value(field));
            } else if (named && field.group(1).length() == 6) {
                list = field.group(2);
                connections.getLast().put(list, value(field));
            }
        }
        return new ConnzPage(head, connections);
    }

    private static String value(Matcher field) {
        return field.group(3) != null ? field.group(3) : field.group(4) != null ? field.group(4) : "";
    }

    long number(String name) {
        return Long.parseLong(head.getOrDefault(name, "-1"));
    }

    /** One field of each connection, empty where it is not there. */
    List<String> column(String name) {
        return connections.stream().map(each -> each.getOrDefault(name, "")).toList();
    }
}
