package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nats-server 2.15.2 made of a {@code client_advertise} with port 4222. */
class HostPortTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nats.example.com      | nats.example.com | 4222
            nats.example.com:7777 | nats.example.com | 7777
            nats.example.com:0    | nats.example.com | 4222
            nats.example.com:-1   | nats.example.com | 4222
            10.1.1.1              | 10.1.1.1         | 4222
            [::1]                 | ::1              | 4222
            [::1]:99              | ::1              | 99
            a:99999               | a                | 99999
            :77                   | ''               | 77
            ' a : 5 '             | a                | 5
            a:-5                  | a                | -5
            a:+7                  | a                | 7
            []:5                  | ''               | 5
            a%41:1                | a%41             | 1
            []                    | ''               | 4222
            [:]                   | :                | 4222
            """)
    void isRead(String text, String host, int port) {
        assertThat(HostPort.parse(text, 4222)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ::1         | address ::1: too many colons in address
            addr:::123  | address addr:::123: too many colons in address
            a:1:2       | address a:1:2: too many colons in address
            ::1]:5      | address ::1]:5: too many colons in address
            [a]:1:2     | address [a]:1:2: too many colons in address
            a:b         | strconv.Atoi: parsing "b": invalid syntax
            a:0x10      | strconv.Atoi: parsing "0x10": invalid syntax
            a:-         | strconv.Atoi: parsing "-": invalid syntax
            host:       | strconv.Atoi: parsing "": invalid syntax
            a:99999999999999999999 | strconv.Atoi: parsing "99999999999999999999": value out of range
            [::1        | address [::1: missing ']' in address
            [a          | address [a:4222: missing ']' in address
            a]b:1       | address a]b:1: unexpected ']' in address
            a[b:1       | address a[b:1: unexpected '[' in address
            a:[1        | address a:[1: unexpected '[' in address
            [a]b:4      | address [a]b:4:4222: missing port in address
            [a][b]:1    | address [a][b]:1:4222: missing port in address
            [           | address [:4222: missing ']' in address
            a:]         | address a:]: unexpected ']' in address
            [::1]:1:    | address [::1]:1:: too many colons in address
            [[a]]:1     | address [[a]]:1:4222: missing port in address
            """)
    void isRefused(String text, String message) {
        assertThatThrownBy(() -> HostPort.parse(text, 4222))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void nothingIsNoAddress() {
        assertThatThrownBy(() -> HostPort.parse("", 4222)).hasMessage("no hostport specified");
    }

    @Test
    void anAddressOfSixIsWrittenInBrackets() {
        assertThat(HostPort.parse("[::1]:99", 4222)).hasToString("[::1]:99");
    }
}
