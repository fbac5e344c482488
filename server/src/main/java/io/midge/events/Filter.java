package io.midge.events;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import java.util.List;

/**
 * Which servers a request is for: nats-server's {@code EventFilterOptions}. What is empty is for all.
 *
 * @param name of the server
 * @param cluster that it is in
 * @param host that it is on
 * @param exact whether these are complete; otherwise they may stand anywhere in what they are compared with
 * @param tags all of which it must have
 * @param domain of its JetStream
 */
record Filter(String name, String cluster, String host, boolean exact, List<String> tags, String domain) {
    private static final Filter ALL = new Filter("", "", "", false, List.of(), "");
    private static final String[] NAMES = {"server_name", "cluster", "host", "exact_match", "tags", "domain"};
    private static final String OWN_TYPE = "EventFilterOptions";

    /**
     * Reads a request.
     *
     * @param goType what such a request is in Go; empty: this alone
     */
    static Filter of(byte[] json, String goType) throws JsonException {
        if (json.length == 0) {
            return ALL;
        }
        JsonReader in = JsonReader.of(json);
        if (!in.beginObject("server." + (goType.isEmpty() ? OWN_TYPE : goType))) {
            return ALL;
        }
        String name = "";
        String cluster = "";
        String host = "";
        boolean exact = false;
        List<String> tags = List.of();
        String domain = "";
        while (in.nextField()) {
            switch (goType.isEmpty() ? in.field(NAMES) : in.embedded(OWN_TYPE, NAMES)) {
                case 0 -> name = in.string(name);
                case 1 -> cluster = in.string(cluster);
                case 2 -> host = in.string(host);
                case 3 -> exact = in.bool(exact);
                case 4 -> tags = in.strings();
                case 5 -> domain = in.string(domain);
                default -> in.skip();
            }
        }
        return new Filter(name, cluster, host, exact, tags, domain);
    }

    boolean matches(Home.Identity server) {
        return fits(name, server.name())
                && fits(host, server.host())
                && fits(cluster, server.cluster())
                && tags.stream().allMatch(each -> server.tags().stream().anyMatch(each.strip()::equalsIgnoreCase))
                && (domain.isEmpty() || domain.equals(server.domain()));
    }

    private boolean fits(String wanted, String own) {
        return wanted.isEmpty() || (exact ? own.equals(wanted) : own.contains(wanted));
    }
}
