package io.midge.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Both servers get the same connections and are asked for the same pages of {@code /connz}: their answers must be alike. */
final class ConnzSuite {
    private static final List<String> PLAIN = List.of(
            "", "?auth=1", "?subs=1", "?subs=detail", "?auth=true&subs=DETAIL", "?state=closed", "?state=ALL&subs=1");

    private static final List<String> QUERIES = List.of(
            "?state=closed&subs=detail&auth=1",
            "?state=any&limit=3&offset=2",
            "?state=all&offset=13",
            "?state=all&offset=14",
            "?limit=9223372036854775807&offset=9223372036854775807",
            "?limit=2&offset=9223372036854775807&state=all",
            "?limit=-1&offset=-9223372036854775808",
            "?limit=9223372036854775808",
            "?offset=-9223372036854775809",
            "?acc=$G&auth=1",
            "?acc=$G&state=closed",
            "?acc=$G&state=all",
            "?acc=$SYS",
            "?acc=nobody&state=closed&limit=5&offset=2",
            "?user=nobody&state=all",
            "?user=joe",
            "?user=ann0&state=all&auth=1&limit=2&offset=1",
            "?user=%%5BREDACTED%%5D&auth=1",
            "?mqtt_client=x&state=all",
            "?cid=%d",
            "?cid=%d&auth=1&limit=10",
            "?cid=%d&state=closed",
            "?cid=%d&state=all&acc=$G",
            "?cid=%d&user=joe&state=all",
            "?cid=%d&user=x&state=all",
            "?cid=%d&offset=1",
            "?cid=18446744073709551615&state=all",
            "?cid=18446744073709551616",
            "?cid=-1",
            "?cid=%%2B1",
            "?sort=cid",
            "?sort=start&state=all",
            "?sort=subs",
            "?sort=msgs_from&limit=2",
            "?sort=bytes_from&limit=2",
            "?sort=msgs_to&limit=1",
            "?sort=bytes_to&limit=1",
            "?sort=uptime",
            "?sort=stop&state=closed",
            "?sort=uptime&state=closed&limit=0&subs=1&acc=x",
            "?sort=stop",
            "?sort=reason&state=all",
            "?sort=x",
            "?sort=%%22%%3Cscript%%3E%%C3%%A9",
            "?sort=x&state=x",
            "?state=x%%20y",
            "?auth=2",
            "?auth=x+y&subs=2",
            "?subs=2&offset=x",
            "?offset=1_0&limit=x",
            "?limit=%%C3%%A9%%FF%%22%%5C%%00",
            "?limit=0x10",
            "?Auth=x&&=&auth=&auth=2",
            "?auth=1;subs=2",
            "?callback=f&filter_subject=foo");

    private final Report report;

    ConnzSuite(Report report) {
        this.report = report;
    }

    void run(String server, String reference) throws IOException {
        List<String> monitored = List.of("-m", "-1");
        try (ConnzServer ours = new ConnzServer(PeerServer.start(server, monitored));
                ConnzServer theirs = new ConnzServer(PeerServer.start(reference, monitored))) {
            ours.fill();
            theirs.fill();
            ConnzMask ourMask = ConnzMask.of(ours.get("?state=all"));
            ConnzMask theirMask = ConnzMask.of(theirs.get("?state=all"));
            List<String> queries = new ArrayList<>(PLAIN);
            queries.addAll(QUERIES);
            for (String each : queries) {
                String expected = theirMask.masked(theirs.get(each.formatted(theirMask.firstCid())));
                String actual = ourMask.masked(ours.get(each.formatted(ourMask.firstCid())));
                compare("connz/" + each.replace("%d", "N").replace("%%", "%"), expected, actual);
            }
        }
    }

    private void compare(String name, String expected, String actual) {
        if (actual.equals(expected)) {
            report.ok(name);
            return;
        }
        List<String> theirs = expected.lines().toList();
        List<String> ours = actual.lines().toList();
        int at = 0;
        while (at < Math.min(theirs.size(), ours.size()) && ours.get(at).equals(theirs.get(at))) {
            at++;
        }
        report.fail(name, "line " + (at + 1) + ": '" + line(ours, at) + "' instead of '" + line(theirs, at) + "'");
    }

    private static String line(List<String> lines, int at) {
        return at < lines.size() ? lines.get(at).strip() : "the end";
    }
}
