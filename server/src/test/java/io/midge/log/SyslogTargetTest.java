package io.midge.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts were observed of nats-server 2.15.2, started with {@code -r}. */
class SyslogTargetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http://a:1       | error invalid network type: \"http\"",
                "localhost:514    | error invalid network type: \"localhost\"",
                "foo              | error invalid network type: \"\"",
                "``               | error invalid network type: \"\"",
                "127.0.0.1:514    | parse \"127.0.0.1:514\": first path segment in URL cannot contain colon",
                "::               | parse \"::\": missing protocol scheme",
                "tcp://[::1       | parse \"tcp://[::1\": missing ']' in host",
                "udp://:foo       | parse \"udp://:foo\": invalid port \":foo\" after host",
                "udp://[::1]514   | parse \"udp://[::1]514\": invalid port \"514\" after host",
                "udp://127.0.0.1:syslog | parse \"udp://127.0.0.1:syslog\": invalid port \":syslog\" after host",
            })
    void aUrlThatNamesNoServiceIsRefused(String url, String text) {
        assertThatThrownBy(() -> SyslogTarget.of(url))
                .isInstanceOf(IOException.class)
                .hasMessage(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://localhost      | dial udp: address localhost: missing port in address",
                "UDP://x              | dial udp: address x: missing port in address",
                "udp://[::1]          | dial udp: address [::1]: missing port in address",
                "udp://[::1]:99999    | dial udp: address 99999: invalid port",
                "tcp://127.0.0.1:1    | dial tcp 127.0.0.1:1: connect: connection refused",
                "tcp://127.0.0.1:     | dial tcp 127.0.0.1:0: connect: connection refused",
                "unix:///no/such      | dial unix /no/such: connect: no such file or directory",
                "unix://rel/such      | dial unix /such: connect: no such file or directory",
                "unix:/no/such        | dial unix /no/such: connect: no such file or directory",
                "udp:                 | dial udp: missing address",
                "unix:such            | dial unix: missing address",
            })
    void aServiceThatIsNotThereIsNamed(String url, String text) throws IOException {
        SyslogTarget target = SyslogTarget.of(url);
        assertThatThrownBy(target::open).isInstanceOf(IOException.class).hasMessage(text);
    }

    @Test
    void aControlCharacterIsRefused() {
        assertThatThrownBy(() -> SyslogTarget.of("udp://a\n:1"))
                .hasMessageEndingWith(": net/url: invalid control character in URL");
    }

    @Test
    void whateverIsWrittenIsATargetOrRefused() {
        Random random = new Random(1);
        String[] pieces = {
            "udp",
            "tcp",
            "unix",
            ":",
            ":",
            "//",
            "/",
            "[",
            "]",
            "::1",
            "127.0.0.1",
            "@",
            "1",
            "99999",
            "#",
            "?",
            "\u0000"
        };
        int targets = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder url = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                url.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                assertThat(SyslogTarget.of(url.toString()).network()).matches("udp|tcp|unix");
                targets++;
            } catch (IOException e) {
                assertThat(e.getMessage()).matches("(?s)parse \".*|error invalid network type: \".*");
            }
        }
        assertThat(targets).isGreaterThan(1000);
    }

    @Test
    void whatIsNotHostAndPortIsLeftOut() throws IOException {
        assertThat(SyslogTarget.of("udp://u:p@127.0.0.1:514/x?y#z"))
                .isEqualTo(new SyslogTarget("udp", "127.0.0.1:514", List.of()));
        assertThat(SyslogTarget.of("unix:///a/b?c")).isEqualTo(new SyslogTarget("unix", "/a/b", List.of()));
    }

    @Test
    void aHostMayBeLeftOutOrHaveBrackets() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SyslogTarget.of("tcp://:" + server.getLocalPort()).open().close();
            server.accept().close();
        }
        try (var link = SyslogTarget.of("udp://[::1]:514").open()) {
            assertThat(link.localAddress()).startsWith("[");
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("dial udp [0:0:0:0:0:0:0:1]:514: "); // a machine without IPv6
        }
    }

    @Test
    void withoutALocalServiceNothingIsReached() {
        assertThatThrownBy(() -> SyslogTarget.local(List.of("/no/such/log")).open())
                .hasMessage("Unix syslog delivery error");
    }
}
