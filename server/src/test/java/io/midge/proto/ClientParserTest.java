package io.midge.proto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientParserTest {
    private static final int LIMIT = 4096;

    /** Every operation, in usual and in odd spelling; what follows is what must come of it. */
    private static final String SCRIPT = String.join(
            "",
            "CONNECT {\"verbose\":false}\r\n",
            "PING\r\npOnG\n+OK\r\n+ok whatever\r\nINFO {}\r\n",
            "SUB foo.* 1\r\nsub \t foo  workers\t2 \n",
            "PUB foo.bar 5\r\nhello\r\n",
            "pub foo.bar\t_INBOX.1  5 \nhe\r\no\r\n",
            "HPUB foo.bar 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
            "hpub foo.bar reply 12 12\r\nNATS/1.0\r\n\r\n\r\n",
            "HPub foo.bar reply 0 002\nhi\r\n",
            "PUB foo.bar 0\r\n\r\n",
            "Unsub 1\r\nUNSUB 2 10\r\nPING tail\r\n");

    private static final List<String> CALLS = List.of(
            "CONNECT {\"verbose\":false}",
            "PING",
            "PONG",
            "SUB foo.* 1",
            "SUB foo  workers\t2 ",
            "LINE foo.bar reply=null header=-1 size=5",
            "MSG foo.bar sid 5\r\nhello\r\n",
            "LINE foo.bar reply=_INBOX.1 header=-1 size=5",
            "MSG foo.bar sid _INBOX.1 5\r\nhe\r\no\r\n",
            "LINE foo.bar reply=null header=12 size=14",
            "HMSG foo.bar sid 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
            "LINE foo.bar reply=reply header=12 size=12",
            "HMSG foo.bar sid reply 12 12\r\nNATS/1.0\r\n\r\n\r\n",
            "LINE foo.bar reply=reply header=0 size=2",
            "MSG foo.bar sid reply 002\r\nhi\r\n",
            "LINE foo.bar reply=null header=-1 size=0",
            "MSG foo.bar sid 0\r\n\r\n",
            "UNSUB 1",
            "UNSUB 2 10",
            "PING",
            "LEFT 0");

    private static List<String> calls(String input) {
        return RecordedOps.of(LIMIT, input);
    }

    @Test
    void everyOperationIsFoundInOnePiece() {
        assertThat(calls(SCRIPT)).isEqualTo(CALLS);
    }

    @Test
    void everyPairOfCutsWithinTwoOperationsGivesTheSameCalls() {
        byte[] input = SCRIPT.getBytes(ISO_8859_1);
        for (int i = 0; i <= input.length; i++) {
            for (int j = i; j <= Math.min(i + 40, input.length); j++) {
                if (!new RecordedOps().feed(LIMIT, true, input, i, j).calls.equals(CALLS)
                        || !new RecordedOps()
                                .feed(LIMIT, false, input, i, j)
                                .calls
                                .equals(CALLS)) {
                    assertThat(RecordedOps.of(LIMIT, SCRIPT, i, j))
                            .as("cut at %d and %d", i, j)
                            .isEqualTo(CALLS);
                }
            }
        }
    }

    @Test
    void byteByByteGivesTheSameCalls() {
        int[] cuts = new int[SCRIPT.length()];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i;
        }
        byte[] input = SCRIPT.getBytes(ISO_8859_1);
        assertThat(new RecordedOps().feed(LIMIT, true, input, cuts).calls).isEqualTo(CALLS);
        assertThat(new RecordedOps().feed(LIMIT, false, input, cuts).calls).isEqualTo(CALLS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CONNECT{\"a\":1}\\r\\n  | CONNECT {\"a\":1}",
                "CONNECT\\t {} \\r\\n     | 'CONNECT {} '",
                "CONNECT \\r\\n           | CONNECT \\r",
                "SUB \\r\\n               | SUB \\r",
                "SUB \\nfoo 7\\r\\n       | SUB \\nfoo 7",
                "UNSUB \\r\\n             | UNSUB \\r",
                "SUB a\\rb 1\\r\\n        | SUB a\\rb 1",
                "SUB a\\rb 12\\n          | SUB a\\rb 1",
                "SUB a 1\\r\\r\\n         | SUB a 1\\r",
                "UNSUB 7 x\\r\\n          | UNSUB 7 x",
                "INFO{}\\r\\nPING\\r\\n   | PING",
                "+OKAY\\r\\nPING\\r\\n    | PING",
                "PINGPING\\r\\n           | PING",
                "PING\\n                  | PING",
                "PONG \\r\\r x\\n         | PONG",
            })
    void oddLinesAreReadAsWritten(String input, String call) {
        assertThat(calls(unescape(input))).containsExactly(unescape(call), "LEFT 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUB \\nfoo 2\\r\\nhi\\r\\n     | \\nfoo sid 2\\r\\nhi\\r\\n",
                "PUB foo  r 2\\r\\nhi\\r\\n     | foo sid r 2\\r\\nhi\\r\\n",
                "PUB foo r\\t2\\r\\nhi\\r\\n    | foo sid r 2\\r\\nhi\\r\\n",
                "PUB foo r 2 \\r\\nhi\\r\\n     | foo sid r 2\\r\\nhi\\r\\n",
                "PUB foo r 2\\nhi\\r\\n         | foo sid r 2\\r\\nhi\\r\\n",
                "PUB   foo r 2\\r\\nhi\\r\\n    | foo sid r 2\\r\\nhi\\r\\n",
                "PUB foo 000000002\\r\\nhi\\r\\n| foo sid 000000002\\r\\nhi\\r\\n",
                "PUB foo 2\\r\\n\\r\\n\\r\\n    | foo sid 2\\r\\n\\r\\n\\r\\n",
                "PUB a\\rb 2\\r\\nhi\\r\\n      | a\\rb sid 2\\r\\nhi\\r\\n",
                "PUB foo\\r 22\\nhi\\r\\n       | foo\\r sid 2\\r\\nhi\\r\\n",
                "HPUB f 0 2\\r\\nhi\\r\\n       | f sid 2\\r\\nhi\\r\\n",
                "HPUB f r 0 2\\r\\nhi\\r\\n     | f sid r 2\\r\\nhi\\r\\n",
                "HPUB f 0 0\\r\\n\\r\\n         | f sid 0\\r\\n\\r\\n",
            })
    void aSubscriberGetsTheSizeAsItWasWrittenAndCleanBlanks(String input, String delivered) {
        assertThat(calls(unescape(input))).hasSize(3).element(1).isEqualTo("MSG " + unescape(delivered));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HPUB f 12 14\\r\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n        | f sid 12 14\\r\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n",
                "HPUB f  12 14\\r\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n       | f sid 12 14\\r\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n",
                "HPUB f\\tr\\t0012 014\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n   | f sid r 0012 014\\r\\nNATS/1.0\\r\\n\\r\\nhi\\r\\n",
                "HPUB f 2 2\\r\\nhi\\r\\n                              | f sid 2 2\\r\\nhi\\r\\n",
            })
    void aHeaderIsDeliveredAsItCame(String input, String delivered) {
        assertThat(calls(unescape(input))).hasSize(3).element(1).isEqualTo("HMSG " + unescape(delivered));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X",
                "\r",
                "\n",
                " ",
                " PING\r\n",
                "\0",
                "PX",
                "PUX",
                "PUBX",
                "PUB\r",
                "PUB\n",
                "PIX",
                "PINX",
                "PIN\r\n",
                "POX",
                "PONX",
                "HX",
                "HPUBX",
                "HPUB\r\n",
                "SX",
                "SUBX",
                "SUB\r\n",
                "UX",
                "UNSUBX",
                "UNSUB\r\n",
                "CX",
                "CONNECX",
                "IX",
                "INFX",
                "+X",
                "+OX",
                "-X",
                "-ERRX",
                "-ERR\r\n",
                "MSG foo 1 2\r\n",
                "RS+ a\r\n",
                "PUB foo 2\r\nhix",
                "PUB foo 2\r\nhi\rx",
                "PUB foo 2\r\nhi\n",
                "PUB foo 0\r\nx",
                "HPUB f 1 2\r\nhi\n",
                "\u00ff",
                "@ING\r\n",
            })
    void whatIsNotTheProtocolIsReportedAtItsFirstWrongByte(String input) {
        List<String> calls = calls(input);
        assertThat(calls).endsWith("UNKNOWN", "ENDED");
        assertThat(calls).doesNotContain("BAD");
        if (input.length() > 1 && input.indexOf('\r') < 0) {
            assertThat(calls(input.substring(0, input.length() - 1)))
                    .as("one byte less")
                    .doesNotContain("UNKNOWN");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUB \\r\\n                | processPub Parse Error: \"\\r\"",
                "PUB foo\\r\\n             | processPub Parse Error: \"foo\"",
                "PUB a b c 2\\r\\n         | processPub Parse Error: \"a b c 2\"",
                "PUB a b c d e f 2\\r\\n   | processPub Parse Error: \"a b c d e f 2\"",
                "PUB foo x\\r\\n           | processPub Bad or Missing Size: \"foo x\"",
                "PUB foo -1\\r\\n          | processPub Bad or Missing Size: \"foo -1\"",
                "PUB foo +1\\r\\n          | processPub Bad or Missing Size: \"foo +1\"",
                "PUB foo 1a\\r\\n          | processPub Bad or Missing Size: \"foo 1a\"",
                "PUB foo 0000000002\\r\\n  | processPub Bad or Missing Size: \"foo 0000000002\"",
                "PUB foo 9999999999\\r\\n  | processPub Bad or Missing Size: \"foo 9999999999\"",
                "HPUB foo 2\\r\\n          | processHeaderPub Parse Error: \"foo 2\"",
                "HPUB a b c 2 2\\r\\n      | processHeaderPub Parse Error: \"a b c 2 2\"",
                "HPUB foo x 2\\r\\n        | processHeaderPub Bad or Missing Header Size: \"foo x 2\"",
                "HPUB foo 2 x\\r\\n        | processHeaderPub Bad or Missing Total Size: \"foo 2 x\"",
                "HPUB foo 3 2\\r\\n        | processHeaderPub Header Size larger then TotalSize: \"foo 3 2\"",
                "HPUB foo 0 x\\r\\n        | processHeaderPub Bad or Missing Total Size: \"foo 0 x\"",
            })
    void wrongArgumentsOfAPublishAreReportedAndNothingElseHappens(String input, String message) {
        assertThat(calls(unescape(input))).containsExactly("BAD " + unescape(message), "ENDED");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aSizeHasUpToNineDigits(int digits) {
        String size = "9".repeat(digits);
        assertThat(calls("PUB foo " + size + "\r\n").get(0)).isEqualTo("LINE foo reply=null header=-1 size=" + size);
    }

    @Test
    void aHeaderOnAConnectionWithoutHeadersEndsItWhenTheLineIsComplete() {
        RecordedOps ops = new RecordedOps();
        ops.headers = false;
        assertThat(ops.feed(LIMIT, true, "HPUB f 12 14\r".getBytes(ISO_8859_1)).calls)
                .containsExactly("LEFT 13");
        ops.calls.clear();
        assertThat(ops.feed(LIMIT, true, "HPUB f 12 14\r\n".getBytes(ISO_8859_1)).calls)
                .containsExactly("BAD message headers not supported", "ENDED");
    }

    @Test
    void anErrorOfTheClientEndsTheConnection() {
        assertThat(calls("PING\r\n-ERR 'so what'\r\nPING\r\n")).containsExactly("PING", "ERR 'so what'", "ENDED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT {}", "SUB foo 1", "UNSUB 1", "LINE foo"})
    void nothingIsDoneBehindARefusedOperation(String refused) {
        RecordedOps ops = new RecordedOps();
        ops.refused = refused;
        String input = "CONNECT {}\r\nSUB foo 1\r\nUNSUB 1\r\nPUB foo 2\r\nhi\r\nPING\r\n";
        List<String> calls = ops.feed(LIMIT, true, input.getBytes(ISO_8859_1)).calls;
        assertThat(calls).last().isEqualTo("ENDED");
        assertThat(calls.get(calls.size() - 2)).startsWith(refused);
        assertThat(calls).doesNotContain("PING");
    }

    @Test
    void needTellsHowLongAnOperationWithItsPayloadWillBe() {
        RecordedOps ops = new RecordedOps();
        ClientParser parser = new ClientParser(ops, new PubFrame(), LIMIT);
        byte[] b = "PING\r\nPUB foo 5\r\nhello\r\nPUB foo 3\r".getBytes(ISO_8859_1);
        for (int end = 6; end < 17; end++) {
            assertThat(parser.parse(b, 6, end)).isEqualTo(6);
            assertThat(parser.need()).as("no line yet at %d", end).isZero();
        }
        for (int end = 17; end < 24; end++) {
            assertThat(parser.parse(b, 6, end)).isEqualTo(6);
            int wanted = end < 23 ? 17 : 18; // first the CR, because it may be wrong, then the LF
            assertThat(parser.need()).as("line but no end at %d", end).isEqualTo(wanted);
        }
        assertThat(ops.calls).as("the line is told of once").hasSize(1);
        assertThat(parser.parse(b, 6, b.length)).isEqualTo(24);
        assertThat(parser.need()).isZero();
        assertThat(ops.calls).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUB ", "HPUB ", "SUB ", "UNSUB ", "CONNECT ", "INFO ", "-ERR ", "sub \t  \t ", "CONNECT"})
    void aControlLineMayHaveSoManyBytesOfArgumentsAndNotOneMore(String verb) {
        String longest = verb + "x".repeat(100);
        for (String end : List.of("\r\n", "\n")) {
            assertThat(RecordedOps.of(100, longest + end)).doesNotContain("TOO LONG");
            assertThat(RecordedOps.of(100, longest + "x" + end)).containsExactly("TOO LONG", "ENDED");
        }
        assertThat(RecordedOps.of(100, longest)).containsExactly("LEFT " + longest.length());
        assertThat(RecordedOps.of(100, longest + "\r")).containsExactly("LEFT " + (longest.length() + 1));
        assertThat(RecordedOps.of(100, longest + "x")).containsExactly("TOO LONG", "ENDED");
    }

    @Test
    void blanksBehindAVerbAreNotKept() {
        assertThat(RecordedOps.of(100, "SUB ")).containsExactly("LEFT 4");
        assertThat(RecordedOps.of(100, "SUB" + " ".repeat(10_000))).containsExactly("LEFT 4");
        assertThat(RecordedOps.of(100, "CONNECT" + "\t".repeat(10_000))).containsExactly("LEFT 7");
        assertThat(RecordedOps.of(100, "hpub" + " ".repeat(10_000))).containsExactly("LEFT 5");
    }

    @Test
    void aVerbIsTheSameBehindAnyNumberOfBlanksOverManyReads() {
        RecordedOps ops = new RecordedOps();
        ClientParser parser = new ClientParser(ops, new PubFrame(), LIMIT);
        byte[] kept = "SUB ".getBytes(ISO_8859_1);
        for (int read = 0; read < 3; read++) {
            byte[] b = (new String(kept, ISO_8859_1) + " ".repeat(1000)).getBytes(ISO_8859_1);
            int from = parser.parse(b, 0, b.length);
            kept = Arrays.copyOfRange(b, from, b.length);
            assertThat(kept).hasSize(4);
        }
        byte[] last = (new String(kept, ISO_8859_1) + "foo 1\r\n").getBytes(ISO_8859_1);
        assertThat(parser.parse(last, 0, last.length)).isEqualTo(last.length);
        assertThat(ops.calls).containsExactly("SUB foo 1");
    }

    @Test
    void theLimitMayChangeWhileTheConnectionLives() {
        RecordedOps ops = new RecordedOps();
        ClientParser parser = new ClientParser(ops, new PubFrame(), 100);
        byte[] line = ("SUB foo " + "1".repeat(40) + "\r\n").getBytes(ISO_8859_1);
        assertThat(parser.parse(line, 0, line.length)).isEqualTo(line.length);
        parser.maxControlLine(43);
        assertThat(parser.parse(line, 0, line.length)).isEqualTo(ClientParser.ENDED);
        assertThat(ops.calls).last().isEqualTo("TOO LONG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "PONG", "+OK"})
    void textThatIsSkippedHasNoLimitAndIsNotKept(String verb) {
        String input = verb + "x".repeat(1000);
        assertThat(RecordedOps.of(100, input, 300)).containsExactly("LEFT 0");
        assertThat(RecordedOps.of(100, input + "\nPING\n", 300)).endsWith("PING", "LEFT 0");
    }

    @Test
    void twoParsersMayShareAFrame() {
        PubFrame frame = new PubFrame();
        RecordedOps one = new RecordedOps();
        RecordedOps two = new RecordedOps();
        ClientParser first = new ClientParser(one, frame, LIMIT);
        ClientParser second = new ClientParser(two, frame, LIMIT);
        byte[] a = "PUB foo  r 5\r\nhello\r\n".getBytes(ISO_8859_1);
        byte[] b = "HPUB bar 12 14\r\nNATS/1.0\r\n\r\nhi\r\n".getBytes(ISO_8859_1);
        assertThat(first.parse(a, 0, a.length - 3)).isZero();
        assertThat(second.parse(b, 0, b.length - 1)).isZero();
        assertThat(first.parse(a, 0, a.length)).isEqualTo(a.length);
        assertThat(second.parse(b, 0, b.length)).isEqualTo(b.length);
        assertThat(one.calls).element(1).isEqualTo("MSG foo sid r 5\r\nhello\r\n");
        assertThat(two.calls).element(1).isEqualTo("HMSG bar sid 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");
    }

    private static String unescape(String s) {
        return s.translateEscapes();
    }

    @Test
    void whereConnectIsOwedAnythingElseIsAskedFor() {
        RecordedOps ops = new RecordedOps();
        ClientParser parser = new ClientParser(ops, new PubFrame(), LIMIT);
        parser.connectOwed(true);
        byte[] b = "connect {}\r\nPING\r\nP".getBytes(ISO_8859_1);
        assertThat(parser.parse(b, 0, b.length)).isEqualTo(b.length - 1);
        assertThat(ops.calls).containsExactly("CONNECT {}", "UNINVITED", "PING", "UNINVITED");
        ops.refused = "UNINVITED";
        byte[] junk = "?".getBytes(ISO_8859_1);
        assertThat(parser.parse(junk, 0, 1)).isEqualTo(ClientParser.ENDED);
        parser.connectOwed(false);
        byte[] ping = "PING\r\n".getBytes(ISO_8859_1);
        assertThat(parser.parse(ping, 0, ping.length)).isEqualTo(ping.length);
    }

    @Test
    void aParserThatIsSuspendedLeavesWhatComesBehind() {
        RecordedOps ops = new RecordedOps();
        ClientParser parser = new ClientParser(ops, new PubFrame(), LIMIT);
        byte[] b = "CONNECT {}\r\nPING\r\n".getBytes(ISO_8859_1);
        parser.suspend();
        int behind = parser.parse(b, 0, b.length);
        assertThat(behind).isEqualTo("CONNECT {}\r\n".length());
        assertThat(parser.need()).isZero();
        parser.resume();
        assertThat(parser.parse(b, behind, b.length)).isEqualTo(b.length);
        assertThat(ops.calls).containsExactly("CONNECT {}", "PING");
        parser.connectOwed(true);
        parser.suspend();
        ops.refused = "UNINVITED";
        assertThat(parser.parse(b, behind, b.length)).as("it stays for later").isEqualTo(behind);
    }
}
