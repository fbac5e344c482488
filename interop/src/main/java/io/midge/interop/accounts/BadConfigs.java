package io.midge.interop.accounts;

import io.midge.interop.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Configurations whose accounts make no sense: each is checked by both servers, which must say the same about it. The suite
 * {@code config} has more of them, and compares codes alone. None of them has two mistakes: nats-server reads the members of a
 * block in any order, and tells the first.
 */
final class BadConfigs {
    /** In front of an entry: we say it in our own words, because nats-server shows a failure of its own, or names of its types. */
    private static final String OWN_WORDS = "~";

    /** X exports to Y, which imports what is wrong. */
    private static final String EXPORTS =
            "X { users: [{user: x, password: x}], exports: [{stream: \"s.>\"}, {service: \"r.>\"}, {stream: \"p.>\", accounts: [Z]}, {service: \"v.*\", accounts: [Z]}, {service: \"k.*\", account_token_position: 2}, {stream: \"t.*\", account_token_position: 2}] }, Z {}";

    private static final List<String> IMPORTS = List.of(
            "{stream: {account: X, subject: \"u.>\"}}",
            "{stream: {account: X, subject: \">\"}}",
            "{stream: {account: X, subject: \"s\"}}",
            "{stream: {account: X, subject: \"p.a\"}}",
            "{stream: {account: X, subject: \"s..a\"}}",
            "{stream: {account: X, subject: \"s.>\"}, prefix: \"a.*\"}",
            "{stream: {account: X, subject: \"s.>\"}, prefix: \"a b\"}",
            "{stream: {account: X, subject: \"s.*\"}, to: \"b\"}",
            "{stream: {account: X, subject: \"s.*\"}, to: \"b.$2\"}",
            "{stream: {account: X, subject: \"s.*\"}, to: \"b.*.*\"}",
            "{stream: {account: X, subject: \"s.>\"}, to: \"b.*\"}",
            "{stream: {account: X, subject: \"s.a\"}}, {stream: {account: X, subject: \"s.a\"}, to: b}",
            "{stream: {account: N, subject: \"s.a\"}}",
            "{stream: {account: Y, subject: \"s.a\"}}",
            "{stream: {account: X, subject: \"t.*\"}}",
            "{stream: {account: X, subject: \"t.X\"}}",
            "{stream: {account: X}}",
            "{stream: {subject: \"s.a\"}}",
            "~{stream: \"s.a\"}",
            "{stream: {account: X, subject: \"s.a\"}, share: true}",
            "{stream: {account: X, subject: \"s.a\", colour: red}}",
            "{stream: {account: X, subject: \"s.a\"}, colour: red}",
            "{}",
            "5",
            "{service: {account: X, subject: \"u.a\"}}",
            "{service: {account: X, subject: \"v.a\"}}",
            "{service: {account: X, subject: \"r..a\"}}",
            "{service: {account: X, subject: \"r.a\"}, to: \"b..c\"}",
            "{service: {account: X, subject: \"r.*\"}, to: \"b\"}",
            "{service: {account: X, subject: \"r.*\"}, to: \"b.$2\"}",
            "{service: {account: X, subject: \"r.*.*\"}, to: \"b.$1.$1\"}",
            "{service: {account: X, subject: \"r.a\"}}, {service: {account: X, subject: \"r.a\"}}",
            "{service: {account: X, subject: \"r.a\"}, to: q}, {service: {account: X, subject: \"r.b\"}, to: q}",
            "{service: {account: N, subject: \"r.a\"}}",
            "{service: {account: Y, subject: \"r.a\"}}",
            "{service: {account: X, subject: \"k.*\"}}",
            "{service: {account: X, subject: \"k.X\"}}",
            "{service: {account: X, subject: \"k.Y.a\"}}",
            "{service: {account: X}}",
            "{service: {account: X, subject: \"r.a\"}, allow_trace: true}",
            "~{service: 5}");

    private static final List<String> EXPORTED = List.of(
            "{stream: \"a..b\"}",
            "{stream: \"a b\"}",
            "{stream: \"\"}",
            "{service: \"a.>.b\"}",
            "{service: \"\"}",
            "{stream: a, accounts: [N]}",
            "{service: a, accounts: [N]}",
            "~{stream: a, accounts: N}",
            "{stream: \"a.*\", accounts: [Z], account_token_position: 2}",
            "{stream: \"a.b\", account_token_position: 2}",
            "{service: \"a.*\", account_token_position: 3}",
            "{service: \"a.>\", account_token_position: 2}",
            "~{service: \"a.*\", account_token_position: -1}",
            "{service: a, response: two}",
            "~{service: a, response: 5}",
            "{service: a, response: stream, response_type: single}",
            "{stream: a, response: stream}",
            "{service: a, threshold: never}",
            "{service: a, threshold: 5}",
            "{service: a, response: stream, threshold: \"1s\", latency: l}",
            "{service: a, latency: \"l.*\"}",
            "{service: a, latency: {subject: l, sampling: 0}}",
            "{service: a, latency: {subject: l, sampling: 101}}",
            "~{service: a, latency: {subject: l, sampling: \"some\"}}",
            "{service: a, latency: {sampling: 10}}",
            "{stream: a, latency: l}",
            "~{stream: 5}",
            "{service: a, colour: red}",
            "5");

    private static final List<String> WHOLE = List.of(
            "accounts { A { imports: [{stream: {account: B, subject: s}}], exports: [{stream: s}] }, B { imports: [{stream: {account: A, subject: s}}], exports: [{stream: s}] } }",
            "accounts { A { imports: [{service: {account: B, subject: s}}], exports: [{service: s}] }, B { imports: [{service: {account: A, subject: s}}], exports: [{service: s}] } }",
            "accounts { A { users: [{user: u, password: p}, {user: u, password: q}] } }",
            "accounts { A { users: [{user: u, password: p}] }, B { users: [{user: u, password: q}] } }",
            "accounts { A { users: [{user: u, password: p}] } }\nauthorization { users: [{user: u, password: q}] }",
            "accounts { A { users: [{nkey: UABC}] } }",
            "accounts { A { users: [{nkey: ¤}, {nkey: ¤}] } }",
            "accounts { A { users: [{nkey: ¤}] }, B { users: [{nkey: ¤}] } }",
            "accounts { A { users: [{nkey: ¤, user: u, password: p}] } }",
            "accounts { A { users: [{nkey: ¤}] } }\nno_auth_user: nobody",
            "accounts { A {} }\nno_auth_user: nobody",
            "accounts { A {} }\nsystem_account: B",
            "accounts { A {}, A {} }",
            "accounts { \"$G\" {} }",
            "accounts [ A, A ]",
            "accounts [ \"$G\" ]",
            "accounts { A { mappings: { \"a.*\": \"b.$2\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.*\" } } }",
            "accounts { A { mappings: { \"a.>\": \"b\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{wildcard(1}}\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{partition(0,1)}}\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{partition(3,2)}}\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{split(1)}}\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{left(1,0)}}\" } } }",
            "accounts { A { mappings: { \"a.*\": \"b.{{unknown(1)}}\" } } }",
            "accounts { A { mappings: { \"a..b\": b } } }",
            "accounts { A { mappings: { a: \"b..c\" } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: 60}, {destination: c, weight: 50}] } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: 101}] } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: -1}] } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: x}] } } }",
            "accounts { A { mappings: { a: [{destination: b}] } } }",
            "accounts { A { mappings: { a: [{weight: 50}] } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: 50}, {destination: b, weight: 50}] } } }",
            "accounts { A { mappings: { a: [{destination: b, weight: 50, colour: red}] } } }",
            "accounts { A { mappings: { a: 5 } } }",
            "mappings: { \"a.*\": \"b.$2\" }",
            "~accounts { A { limits: { max_payload: x } } }",
            "accounts { A { default_permissions: { publish: \"a..b\" } } }",
            "accounts { A { users: [{user: u, password: p, permissions: { publish: { allow: 5 } }}] } }",
            "accounts { A { exports: [{stream: \"s.>\"}] }, B { imports: [{stream: {account: A, subject: \"s.a\"}}], exports: [{stream: \"s.a\"}] }, C { imports: [{stream: {account: B, subject: \"s.a\"}}, {stream: {account: B, subject: \"s.b\"}}] } }");

    private final Report report;
    private final String server;
    private final String reference;
    private int failed;

    BadConfigs(Report report, String server, String reference) {
        this.report = report;
        this.server = server;
        this.reference = reference;
    }

    /** Ours may go on, and say how to mend it; kinds of values have names of their own. */
    private static boolean alike(Refusal wanted, Refusal got) {
        String text =
                wanted.text().replaceFirst(", got (int64|string|map.*)$", "").replace(": sublist: ", ": ");
        return wanted.code() == got.code()
                && (text.equals(got.text()) || got.text().matches(Pattern.quote(text) + "[;,].*"));
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        IMPORTS.forEach(entry -> all.add(
                "accounts { " + EXPORTS + ", Y { users: [{user: y, password: y}], imports: [" + entry + "] } }"));
        EXPORTED.forEach(entry -> all.add("accounts { Z {}, X { exports: [" + entry + "] } }"));
        WHOLE.forEach(text -> all.add(text.replace("¤", Nkeys.key(0))));
        return all;
    }

    void run() throws IOException {
        List<String> all = all();
        for (String each : all) {
            boolean ownWords = each.contains(OWN_WORDS);
            List<String> text = List.of(each.replace(OWN_WORDS, ""));
            Refusal wanted = Refusal.check(reference, text);
            Refusal got = Refusal.check(server, text);
            boolean same = alike(wanted, got);
            if (wanted.code() != got.code() || (same == ownWords && !server.equals(reference))) {
                failed++;
                report.detail(each);
                report.detail("reference: " + wanted);
                report.detail("server:    " + got);
            }
        }
        if (failed == 0) {
            report.ok("accounts/bad-configurations (" + all.size() + " cases)");
        } else {
            report.fail("accounts/bad-configurations", failed + " of " + all.size() + " differ");
        }
    }
}
