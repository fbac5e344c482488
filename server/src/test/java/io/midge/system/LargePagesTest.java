package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What would be too much for an answer is not answered with. */
@Timeout(120)
class LargePagesTest {
    private static final String ALL =
            "{\"subscriptions_detail\":true,\"subscriptions\":true,\"limit\":9223372036854775807";
    private static final int SUBSCRIPTIONS = 20_000;

    private NatsServer server;
    private Caller web;
    private Caller sys;

    @BeforeEach
    void start() throws Exception {
        server = Served.start(Table.text("server.conf"));
        sys = new Caller(server.port(), "sys").in();
        web = new Caller(server.port(), "web").in();
        StringBuilder subs = new StringBuilder();
        String long500 = "x".repeat(500);
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subs.append("SUB ")
                    .append(long500)
                    .append(i)
                    .append(' ')
                    .append(100_000 + i)
                    .append("\r\n");
        }
        web.send(subs.toString()).flush();
    }

    @AfterEach
    void stop() {
        web.close();
        sys.close();
        server.close();
    }

    private void refused(Caller who, String subject, String payload, int bytes) {
        assertThat(who.ask(subject, "", payload, "").payload())
                .contains("\"data\":null,\"error\":{\"code\":500,\"description\":\"the answer would be larger than "
                        + bytes + " bytes: ask for less with limit and offset, or without subscriptions\"}}")
                .hasSizeLessThan(1000);
    }

    @Test
    void guestsGetOneMegabyte() {
        refused(web, "$SYS.REQ.ACCOUNT.PING.CONNZ", ALL + '}', 1 << 20);
        refused(web, "$SYS.REQ.SERVER.PING.CONNZ", ALL + '}', 1 << 20);
        assertThat(web.ask("$SYS.REQ.ACCOUNT.PING.CONNZ", "", "{\"limit\":9223372036854775807}", "")
                        .payload())
                .contains("\"limit\":1024,\"connections\":[{", "\"subscriptions\":" + (SUBSCRIPTIONS + 1) + ',');
        assertThat(web.ask("$SYS.REQ.ACCOUNT.PING.CONNZ", "", ALL + ",\"offset\":9223372036854775807}", "")
                        .payload())
                .contains("\"offset\":9223372036854775807,\"limit\":1024,\"connections\":[]");
    }

    @Test
    void operatorsGetEight() {
        refused(sys, "$SYS.REQ.SERVER.PING.CONNZ", ALL + '}', 8 << 20);
        refused(sys, "$SYS.REQ.SERVER.PING.SUBSZ", ALL + '}', 8 << 20);
        refused(sys, "$SYS.REQ.ACCOUNT.WEB.CONNZ", ALL + '}', 8 << 20);
        refused(sys, "$SYS.REQ.ACCOUNT.WEB.SUBSZ", "{\"limit\":9223372036854775807}", 8 << 20);
        assertThat(sys.ask("$SYS.REQ.ACCOUNT.WEB.SUBSZ", "", "{\"offset\":15000,\"limit\":3000}", "")
                        .payload())
                .hasSizeBetween(3000 * 500, 3000 * 700)
                .contains("\"offset\":15000,\"limit\":3000,\"subscriptions_list\":[{");
        assertThat(sys.ask("$SYS.REQ.SERVER.PING.SUBSZ", "", ALL + ",\"offset\":9223372036854775807}", "")
                        .payload())
                .contains("\"offset\":9223372036854775807,\"limit\":9223372036854775807}}");
        assertThat(sys.ask("$SYS.REQ.SERVER.PING.CONNZ", "", ALL + ",\"offset\":9223372036854775807}", "")
                        .payload())
                .contains("\"offset\":9223372036854775807,\"limit\":9223372036854775807,\"connections\":[]");
    }
}
