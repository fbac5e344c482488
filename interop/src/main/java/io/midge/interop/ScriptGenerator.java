package io.midge.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a client could send, good and bad, from a seed: the same seed gives the same bytes for ever.
 *
 * <p>A script is a CONNECT (mostly) and a few operations. In two thirds of them something is broken afterwards, by a
 * line from the list of known oddities or by a mutation of the bytes. Left out on purpose, because the reference answers
 * at random: two members of one queue group on a connection, and anything behind an -ERR (it closes, but the reference
 * still does what came in the same read).
 */
final class ScriptGenerator {
    private static final String[] TOKENS = {"foo", "bar", "a", "b", "*", ">", "foo", "bar", "x-1", "$x", "é"};
    private static final String[] BLANKS = {" ", " ", " ", " ", " ", " ", "\t", "  ", " \t "};
    private static final String[] BAD_SUBJECTS = {
        "foo..bar", ".foo", "foo.", ".", "..", "foo.>.bar", "foo*", "fo>o", ">.foo", "foo.b*r", "\u007f", "foo\u0000bar"
    };
    private static final String[] SIZES = {
        "",
        "-1",
        "+5",
        "5x",
        "0x5",
        "05",
        "0000000005",
        "000000005",
        "1048577",
        "999999999",
        "9999999999",
        "99999999999999999999",
        "1e3",
        "5.0",
        "2147483648",
        "\u0001",
        "*"
    };
    private static final String[] CONNECTS = {
        "{}",
        "",
        "{",
        "{\"verbose\":false",
        "null",
        "[]",
        "\"x\"",
        "5",
        "true",
        "{\"verbose\":1}",
        "{\"verbose\":\"false\"}",
        "{\"verbose\":null,\"pedantic\":null}",
        "{\"protocol\":2}",
        "{\"protocol\":-1}",
        "{\"protocol\":\"1\"}",
        "{\"protocol\":1.5}",
        "{\"protocol\":1e0}",
        "{\"protocol\":99999999999999999999}",
        "{\"verbose\":false,\"no_responders\":true}",
        "{\"verbose\":false,\"no_responders\":true,\"headers\":false}",
        "{\"VERBOSE\":false,\"Pedantic\":false}",
        "{\"verbose\":false,\"verbose\":true}",
        "{\"verbose\":false,\"unknown\":{\"a\":[1,2,{\"b\":null}]}}",
        "{\"verbose\":false,\"name\":5}",
        "{\"verbose\":false,\"name\":\"\\u00e9\\ud83d\\ude00\"}",
        "{\"verbose\":false,\"name\":\"\\ud83d\"}",
        "{\"verbose\":false,\"name\":\"\\x\"}",
        "{\"verbose\":false,\"name\":\"a\tb\"}",
        "{\"verbose\":false,\"name\":\"\u00ff\u00fe\"}",
        "{\"verbose\":false,}",
        "{'verbose':false}",
        "{verbose:false}",
        "{\"verbose\":false} x",
        "{\"verbose\":false}{}",
        " {\"verbose\" : false , \"pedantic\" : false } ",
        "{\"verbose\":FALSE}",
        "{\"verbose\":false,\"user\":\"u\",\"pass\":\"p\",\"auth_token\":\"t\"}",
        "{\"verbose\":false,\"jwt\":\"x\",\"sig\":\"y\",\"nkey\":\"z\"}",
        "{\"verbose\":false,\"account\":\"A\"}",
        "{\"verbose\":false,\"account\":\"\"}",
        "{\"verbose\":false,\"new_account\":true}",
        "{\"verbose\":false,\"tls_required\":true}",
        "{\"verbose\":false,\"import\":{\"allow\":[\"a\"]}}",
        "{\"verbose\":false,\"import\":5}",
        "{\"verbose\":false,\"remote_account\":\"x\"}",
        "{\"verbose\":false,\"lang\":null,\"version\":[]}",
        "{\"echo\":0,\"verbose\":false}",
        "{\"verbose\":false,\"headers\":\"yes\"}",
        "{\"a\":" + "[".repeat(200) + "]".repeat(200) + ",\"verbose\":false}",
        "{\"verbose\":false,\"n\":-0,\"m\":1E+5,\"o\":01}",
    };
    private static final String[] ODD_LINES = {
        "\r\n",
        "\n",
        " \r\n",
        "PING\n",
        "PING \r\n",
        "PINGPONG\r\n",
        "PING x y z\r\n",
        "ping\r\n",
        "PiNg\r\n",
        "PINg\rx\n",
        "PIN\r\n",
        "PONG\r\n",
        "PONG\n",
        "PONGO\r\n",
        "PUB\r\n",
        "PUB \r\n",
        "PUB foo\r\n",
        "PUB foo \r\n",
        "PUB  foo  2 \r\nhi\r\n",
        "PUB foo 2\nhi\r\n",
        "PUB foo 2\r\nhi\n",
        "PUB foo 2\r\nhi\r\r\n",
        "PUB foo 2\r\nhi!\r\n",
        "PUB foo 3\r\nhi\r\n",
        "PUB foo 0\r\n\r\n",
        "PUB foo 0\r\nPING\r\n",
        "PUB a b c 2\r\nhi\r\n",
        "PUB a b c d 2\r\nhi\r\n",
        "PUB foo -1\r\n",
        "PUB foo bar\r\n",
        "PUBX foo 2\r\nhi\r\n",
        "PUB\tfoo\t2\r\nhi\r\n",
        "PUB \nfoo 2\r\nhi\r\n",
        "PUB foo\u0000 2\r\nhi\r\n",
        "PUB 2\r\nhi\r\n",
        "PUB foo 2 \t\r\nhi\r\n",
        "pub foo 2\r\nhi\r\n",
        "HPUB\r\n",
        "HPUB foo 5\r\n",
        "HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
        "HPUB foo 14 12\r\nNATS/1.0\r\n\r\nhi\r\n",
        "HPUB foo 0 2\r\nhi\r\n",
        "HPUB foo 2 2\r\nhi\r\n",
        "HPUB foo 0 0\r\n\r\n",
        "HPUB foo x 12\r\n",
        "HPUB foo 12 x\r\n",
        "HPUB a b c 12 14\r\n",
        "HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\n",
        "HPUB foo 17 19\r\nNATS/1.0\r\nA: \r\n\r\nhi\r\n",
        "SUB\r\n",
        "SUB \r\n",
        "SUB foo\r\n",
        "SUB foo q 1 2\r\n",
        "SUB foo  7  \r\n",
        "SUB\tfoo\t7\r\n",
        "SUB \nfoo 7\r\n",
        "SUB foo q7 7\n",
        "SUB é 7\r\n",
        "SUB foo. 7\r\n",
        "SUB foo..x 7\r\n",
        "SUB foo.>.x 7\r\n",
        "SUB foo 7\u0000\r\n",
        "sub foo 7\r\n",
        "UNSUB\r\n",
        "UNSUB \r\n",
        "UNSUB 1 2 3\r\n",
        "UNSUB 1 x\r\n",
        "UNSUB 1 -1\r\n",
        "UNSUB 1 0\r\n",
        "UNSUB 1 1\r\n",
        "UNSUB 99\r\n",
        "UNSUB 99 5\r\n",
        "UNSUB 1 9999999999\r\n",
        "unsub 1\n",
        "CONNECT\r\n",
        "CONNECT \r\n",
        "CONNECT{}\r\n",
        "CONNECTX{}\r\n",
        "CONNECT\t{\"verbose\":false}\r\n",
        "INFO {}\r\n",
        "INFO\r\n",
        "INFO x\r\n",
        "INFO {\"port\":\"x\"}\r\n",
        "+OK\r\n",
        "+ok\n",
        "+OKAY\r\n",
        "+NO\r\n",
        "-ERR 'x'\r\n",
        "-ERR\r\n",
        "-ERR \r\n",
        "-OK\r\n",
        "MSG foo 1 2\r\nhi\r\n",
        "HMSG foo 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
        "RS+ $G foo\r\n",
        "RMSG $G foo 2\r\nhi\r\n",
        "LS+ foo\r\n",
        "LMSG foo 2\r\nhi\r\n",
        "A+ $G\r\n",
        "A- $G\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "\u0000\r\n",
        "\u00ef\u00bb\u00bfPING\r\n",
        "QUIT\r\n",
    };

    private final Random random;
    private int sids;

    ScriptGenerator(long seed) {
        // Consecutive seeds start alike: stir them.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    String script() {
        List<String> parts = new ArrayList<>();
        if (chance(92)) {
            parts.add(connect());
        }
        int n = 1 + random.nextInt(7);
        for (int i = 0; i < n; i++) {
            parts.add(operation());
        }
        switch (random.nextInt(6)) {
            case 0, 1 -> {}
            case 2, 3 -> {
                int at = random.nextInt(parts.size() + 1);
                String line = pick(ODD_LINES);
                parts.add(at, line);
                if (line.startsWith("-ERR ")) {
                    parts.subList(at + 1, parts.size()).clear();
                }
            }
            case 4 -> parts.add(random.nextInt(parts.size() + 1), odd());
            default -> {
                return mutate(String.join("", parts));
            }
        }
        return String.join("", parts);
    }

    private String connect() {
        if (chance(30)) {
            return "CONNECT " + pick(CONNECTS) + "\r\n";
        }
        return "CONNECT {\"verbose\":" + chance(30) + ",\"pedantic\":" + chance(30) + ",\"echo\":" + chance(80)
                + ",\"protocol\":" + random.nextInt(2) + ",\"headers\":" + chance(75)
                + (chance(50) ? ",\"no_responders\":true,\"headers\":true" : "") + "}\r\n";
    }

    private String operation() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> subscribe();
            case 3 -> "UNSUB" + blank() + sid() + (chance(50) ? blank() + random.nextInt(4) : "") + "\r\n";
            case 4, 5, 6 -> publish(payload());
            case 7, 8 -> publishHeaders(payload());
            default -> chance(70) ? "PING\r\n" : "PONG\r\n";
        };
    }

    private String subscribe() {
        sids++;
        String queue = chance(20) ? blank() + "q" + sids : "";
        return "SUB" + blank() + subject(true) + queue + blank() + sids + "\r\n";
    }

    private String publish(String payload) {
        return "PUB" + blank() + subject(chance(5)) + reply() + blank() + payload.length() + "\r\n" + payload + "\r\n";
    }

    private String publishHeaders(String payload) {
        String header = switch (random.nextInt(5)) {
            case 0 -> "NATS/1.0\r\n\r\n";
            case 1 -> "NATS/1.0 503\r\n\r\n";
            case 2 -> "NATS/1.0\r\nA: 1\r\nA: 2\r\nb:x\r\n\r\n";
            case 3 -> "NATS/1.0\r\nKey: " + "v".repeat(random.nextInt(300)) + "\r\n\r\n";
            default -> "junk" + payload;
        };
        return "HPUB" + blank() + subject(false) + reply() + blank() + header.length() + blank()
                + (header.length() + payload.length()) + "\r\n" + header + payload + "\r\n";
    }

    private String odd() {
        return switch (random.nextInt(7)) {
            case 0 -> "PUB " + pick(BAD_SUBJECTS) + " 2\r\nhi\r\n";
            case 1 -> "SUB " + pick(BAD_SUBJECTS) + " 77\r\n";
            case 2 -> "PUB foo " + pick(SIZES) + "\r\nhello\r\n";
            case 3 -> "HPUB foo " + pick(SIZES) + " " + pick(SIZES) + "\r\nNATS/1.0\r\n\r\n\r\n";
            case 4 -> "UNSUB 1 " + pick(SIZES) + "\r\n";
            case 5 -> longLine(4080 + random.nextInt(40));
            default -> longLine(1 + random.nextInt(70_000));
        };
    }

    private String longLine(int length) {
        return switch (random.nextInt(5)) {
            case 0 -> "SUB " + "s".repeat(length) + " 78\r\n";
            case 1 -> "PUB " + "p".repeat(length) + " 2\r\nhi\r\n";
            case 2 -> "CONNECT {\"verbose\":false,\"name\":\"" + "n".repeat(length) + "\"}\r\n";
            case 3 -> "PING" + " ".repeat(length) + "\r\n";
            default -> "SUB" + " ".repeat(length) + "foo 78\r\n";
        };
    }

    private String mutate(String script) {
        StringBuilder bytes = new StringBuilder(script);
        int n = 1 + random.nextInt(3);
        for (int i = 0; i < n && !bytes.isEmpty(); i++) {
            int at = random.nextInt(bytes.length());
            switch (random.nextInt(5)) {
                case 0 -> bytes.deleteCharAt(at);
                case 1 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 2 -> bytes.insert(at, (char) random.nextInt(256));
                case 3 -> bytes.insert(at, pick(BLANKS));
                default -> bytes.setLength(at + 1);
            }
        }
        return bytes.toString();
    }

    private String subject(boolean wildcards) {
        StringBuilder subject = new StringBuilder();
        int n = 1 + random.nextInt(3);
        for (int i = 0; i < n; i++) {
            String token = pick(TOKENS);
            while (!wildcards && (token.equals("*") || token.equals(">"))) {
                token = pick(TOKENS);
            }
            subject.append(i == 0 ? "" : ".").append(token);
            if (token.equals(">")) {
                break;
            }
        }
        return subject.toString();
    }

    private String reply() {
        return chance(30) ? blank() + subject(false) : "";
    }

    private String payload() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "a\r\nPING\r\nb";
            case 2 -> "\u0000\u00ff\r\n";
            case 3 -> "x".repeat(random.nextInt(3000));
            default -> "hello" + random.nextInt(100);
        };
    }

    private int sid() {
        return 1 + random.nextInt(Math.max(2, sids + 1));
    }

    private String blank() {
        return pick(BLANKS);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
