package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    /** Forms of RFC 5952: lower case, no leading zeros, the longest run of zeros short, the first of two alike. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "00010000000000000000000000000000, 1::",
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "fe80000000000000abcdef0123456789, fe80::abcd:ef01:2345:6789",
        "000000000000000000010002000300ff, ::1:2:3:ff",
        "00010002000300040005000600070000, 1:2:3:4:5:6:7:0",
        "00010002000300040005000600000000, 1:2:3:4:5:6::",
        "00000001000200030004000500060007, 0:1:2:3:4:5:6:7",
        "20010db8111122223333444455556666, 2001:db8:1111:2222:3333:4444:5555:6666",
        "7f000001, 127.0.0.1",
    })
    void addressesAreWrittenInTheirShortForm(String bytes, String text) throws UnknownHostException {
        assertThat(Addresses.compressed(InetAddress.getByAddress(HexFormat.of().parseHex(bytes))))
                .isEqualTo(text);
    }

    @Test
    void anAddressOfVersion6IsInBracketsBeforeAPort() {
        assertThat(Addresses.hostPort("::1", 4222)).isEqualTo("[::1]:4222");
        assertThat(Addresses.hostPort("127.0.0.1", 4222)).isEqualTo("127.0.0.1:4222");
        assertThat(Addresses.hostPort("localhost", 0)).isEqualTo("localhost:0");
    }

    @Test
    void whoListensEverywhereIsReachedOnThisMachine() {
        assertThat(Addresses.reachable("0.0.0.0")).isEqualTo("127.0.0.1");
        assertThat(Addresses.reachable("::")).isEqualTo("::1");
        assertThat(Addresses.reachable("10.0.0.7")).isEqualTo("10.0.0.7");
    }
}
