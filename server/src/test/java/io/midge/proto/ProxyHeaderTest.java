package io.midge.proto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    static List<ProxyCase> cases() {
        return ProxyCase.all();
    }

    private static ProxyHeader decode(byte[] b) {
        return ProxyHeader.decode(b, 0, b.length);
    }

    private static ProxyHeader decode(String text) {
        return decode(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsUnderstoodAndRefusedIsWhatNatsServerDoes(ProxyCase each) throws UnknownHostException {
        ProxyHeader header = decode(Arrays.copyOf(each.input(), Math.max(ProxyHeader.PREFIX, each.input().length)));
        if (each.result().startsWith(ProxyCase.REFUSED)) {
            assertThat(header)
                    .isEqualTo(new ProxyHeader.Malformed(each.result().substring(ProxyCase.REFUSED.length())));
        } else if (each.result().equals(ProxyCase.SOCKET)) {
            assertThat(header).isIn(new ProxyHeader.Absent(), new ProxyHeader.Local(each.input().length));
        } else {
            String[] parts = each.result().split(" ", -1);
            assertThat(header)
                    .isEqualTo(new ProxyHeader.Proxied(
                            each.input().length, InetAddress.getByName(parts[0]), Integer.parseInt(parts[1])));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatComesBehindAndBeforeDoesNotMatter(ProxyCase each) {
        byte[] in = each.input();
        if (in.length < ProxyHeader.PREFIX) {
            return;
        }
        byte[] among = "PROXY UNKNOWN\r\nPING\r\n".repeat(10_000).getBytes(ISO_8859_1);
        System.arraycopy(in, 0, among, 15, in.length);
        assertThat(ProxyHeader.decode(among, 15, among.length)).isEqualTo(decode(in));
    }

    @Test
    void whoKnocksWithSomethingElseHasNoHeader() {
        assertThat(decode("CONNEC")).isEqualTo(new ProxyHeader.Absent());
        assertThat(decode("PROXY\t")).isEqualTo(new ProxyHeader.Absent());
        assertThat(decode(SIGNATURE.substring(0, 5) + "X")).isEqualTo(new ProxyHeader.Absent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | 6     | 0  | read protocol version
            PROXY                    | 6     | 0  | read protocol version
            'PROXY '                 | 0     | 6  | read v1 line
            'PROXY TCP4 1.2'         | 0     | 6  | read v1 line
            S6                       | 12    | 6  | read v2 signature
            S11                      | 12    | 6  | read v2 signature
            S12                      | 16    | 12 | read v2 header
            S12 21                   | 16    | 12 | read v2 header
            S12 21 11 00 0c          | 28    | 16 | read IPv4 address data
            S12 21 11 ff ff 01       | 65551 | 16 | read IPv4 address data
            S12 21 21 00 24 01 02    | 52    | 16 | read IPv6 address data
            S12 20 00 00 01          | 17    | 16 | discard LOCAL command address data
            S12 21 01 00 02 03       | 18    | 16 | discard UNSPEC address address data
            """)
    void saysHowMuchIsNeededAndForWhat(String input, int need, int from, String part) {
        assertThat(decode(ProxyCase.spelled(input))).isEqualTo(new ProxyHeader.Incomplete(need, from, part));
    }
}
