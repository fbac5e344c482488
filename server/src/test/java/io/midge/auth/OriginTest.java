package io.midge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "127.0.0.1, 127.0.0.1",
        "2001:db8:1:2:3:4:5:6, 20010db800010002::/64",
        "2001:db8:1:2::1, 20010db800010002::/64",
        "2001:db8:1:3::1, 20010db800010003::/64",
        "::1, 0000000000000000::/64",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
    })
    void anIpv6AddressIsAsGoodAsAnyOtherOfItsHalf(String address, String origin) {
        assertThat(Origin.of(address)).isEqualTo(origin);
    }
}
