package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InfoTest {
    private static final Info INFO = new Info("NABC", "left \"one\"", "0.0.0.0", 4222, true, 1048576, "XABC");

    private static final String BEGIN = "INFO {\"server_id\":\"NABC\",\"server_name\":\"left \\\"one\\\"\","
            + "\"version\":\"2.15.2\",\"proto\":1,\"go\":\"go1.26.8\",\"host\":\"0.0.0.0\",\"port\":4222,"
            + "\"headers\":true,\"max_payload\":1048576,\"client_id\":7";
    private static final String END = ",\"api_lvl\":5,\"xkey\":\"XABC\",\"midge\":\"0.1.0\"} \r\n";

    private static String text(byte[] line) {
        return new String(line, UTF_8);
    }

    @Test
    void theGreetingHasTheFieldsInNatsServersOrderAndABlankAtItsEnd() {
        assertThat(text(INFO.greeting(7, "127.0.0.1", ""))).isEqualTo(BEGIN + ",\"client_ip\":\"127.0.0.1\"" + END);
    }

    @Test
    void theGreetingHasANonceWhereThereAreKeys() {
        assertThat(text(INFO.greeting(7, "::1", "P9jKcNRAh-awmKU")))
                .isEqualTo(BEGIN + ",\"client_ip\":\"::1\",\"nonce\":\"P9jKcNRAh-awmKU\"" + END);
    }

    @Test
    void theSystemAccountIsCalledSo() {
        assertThat(text(INFO.line(7, "", "S", true)))
                .isEqualTo(BEGIN + ",\"connect_info\":true,\"remote_account\":\"S\",\"acc_is_sys\":true" + END);
    }

    @Test
    void anAddressThatIsNotThereIsLeftOut() {
        assertThat(text(INFO.line(7, ""))).isEqualTo(BEGIN + END);
    }

    @Test
    void theAnswerToConnectNamesTheAccount() {
        assertThat(text(INFO.line(7, "::1", "$G", false)))
                .isEqualTo(BEGIN + ",\"client_ip\":\"::1\",\"connect_info\":true,\"remote_account\":\"$G\"" + END);
    }

    @Test
    void headersThatAreNotSupportedAreSaidToBe() {
        Info info = new Info("N", "n", "h", 1, false, 1, "X");
        assertThat(text(info.line(1, ""))).contains("\"headers\":false,");
    }

    @Test
    void addressesOfTheClusterAndTheLameDuckStandBehindTheClientsAddress() {
        Info info =
                INFO.withConnectUrls(List.of("10.0.0.1:4222", "[fe80::1]:4223")).withLameDuck(true);
        assertThat(text(info.line(7, "::1", "$G", false)))
                .isEqualTo(BEGIN + ",\"client_ip\":\"::1\",\"connect_urls\":[\"10.0.0.1:4222\",\"[fe80::1]:4223\"],"
                        + "\"ldm\":true,\"connect_info\":true,\"remote_account\":\"$G\"" + END);
        assertThat(info.withLameDuck(false).withConnectUrls(List.of())).isEqualTo(INFO);
    }

    @Test
    void theAddressThatIsSaidCanBeAnother() {
        Info info = INFO.withLameDuck(true).withAddress("nats.example.com", 443);
        assertThat(text(info.line(1, ""))).contains("\"host\":\"nats.example.com\",\"port\":443,", "\"ldm\":true");
        assertThat(info.withAddress("0.0.0.0", 4222).withLameDuck(false)).isEqualTo(INFO);
    }
}
