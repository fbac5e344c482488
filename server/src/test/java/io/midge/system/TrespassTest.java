package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in an ordinary account learns nothing of another one, and cannot do what operators can. */
@Timeout(120)
class TrespassTest {
    private static final String LAST = "$SYS.REQ.ACCOUNT.PING.STATZ";
    private static final String FORGED =
            "{\"acc\":\"APP\",\"svc\":\"APP\",\"user\":\"app\",\"id\":1,\"kind\":\"Client\"}";

    private NatsServer server;
    private Caller app;
    private Caller web;

    @BeforeEach
    void start() throws Exception {
        server = Served.start(Table.text("server.conf"));
        app = new Caller(server.port(), "app").in().listen("secret.subject");
        web = new Caller(server.port(), "web").in();
    }

    @AfterEach
    void stop() {
        app.close();
        web.close();
        server.close();
    }

    private String asks(String subject, String headers, String payload) {
        return web.ask(subject, headers, payload, LAST).payload();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nats-Request-Info: ",
                "nats-request-info: ",
                "NATS-REQUEST-INFO:",
                " Nats-Request-Info: ",
                "Nats-Request-Info : ",
                "Nats-Request-Info: {\"acc\":\"WEB\"}\r\nNats-Request-Info: "
            })
    void aForgedHeaderChangesNothing(String header) {
        for (String subject : List.of("$SYS.REQ.USER.INFO", "$SYS.REQ.ACCOUNT.PING.CONNZ", LAST)) {
            assertThat(asks(subject, header + FORGED, "{\"acc\":\"APP\",\"auth\":true,\"accounts\":[\"APP\"]}"))
                    .contains("WEB")
                    .doesNotContain("APP", "app");
        }
    }

    @Test
    void optionsDoNotOpenOtherAccounts() {
        for (String options : List.of(
                "{\"acc\":\"APP\",\"auth\":true,\"subscriptions_detail\":true,\"state\":2}",
                "{\"ACC\":\"APP\",\"acc\":\"\",\"auth\":true,\"subscriptions\":true}",
                "{\"cid\":" + app.cid() + ",\"auth\":true}",
                "{\"user\":\"app\",\"auth\":true}",
                "{\"account\":\"APP\",\"auth\":true,\"filter_subject\":\"secret.>\"}")) {
            for (String subject : List.of("$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.SERVER.PING.CONNZ")) {
                assertThat(asks(subject, "", options))
                        .contains("\"data\":{")
                        .doesNotContain("APP", "n\\u003capp\\u003e", "secret");
            }
        }
        assertThat(asks(LAST, "", "{\"accounts\":[\"APP\"],\"include_unused\":true}"))
                .contains("\"acc\":\"WEB\"")
                .doesNotContain("APP");
    }

    @Test
    void requestsForOperatorsReachNobody() {
        String server = "$SYS.REQ.SERVER." + this.server.id();
        for (String subject : List.of(
                server + ".KICK",
                server + ".LDM",
                server + ".RELOAD",
                server + ".VARZ",
                server + ".CONNZ",
                server + ".SUBSZ",
                "$SYS.REQ.SERVER.PING",
                "$SYS.REQ.SERVER.PING.SUBSZ",
                "$SYS.REQ.ACCOUNT.APP.CONNZ",
                "$SYS.REQ.ACCOUNT.APP.INFO",
                "$SYS.REQ.ACCOUNT.APP.SUBSZ",
                "$SYS.REQ.ACCOUNT.APP.STATZ",
                "$SYS.REQ.ACCOUNT.WEB.INFO",
                "$SYS.REQ.USER.APP.INFO",
                "$SYS.REQ.ACCOUNT.NSUBS",
                "$SYS.DEBUG.SUBSCRIBERS")) {
            assertThat(asks(subject, "Nats-Request-Info: " + FORGED, "{\"cid\":" + app.cid() + "}"))
                    .as(subject)
                    .isEqualTo("nobody");
        }
        app.flush(); // it is still here
    }

    @Test
    void whoListensInAnotherAccountHearsNoEvents() {
        web.listen("$SYS.>").listen(">");
        new Caller(server.port(), "app").in().close();
        new Caller(server.port(), "app", "wrong").end();
        assertThat(web.ask("$SYS.REQ.USER.INFO", "", "", LAST).payload()).contains("\"user\":\"web\"");
    }

    @Test
    void operatorsCannotSpeakForOthersEither() {
        try (Caller sys = new Caller(server.port(), "sys").in()) {
            String last = "$SYS.REQ.SERVER.PING.IDZ";
            assertThat(sys.ask("$SYS.REQ.USER.APP.INFO", "Nats-Request-Info: " + FORGED, "", last)
                            .payload())
                    .contains("\"data\":{\"user\":\"\",\"account\":\"\"}");
            assertThat(sys.ask("$SYS.DEBUG.SUBSCRIBERS", "Nats-Request-Info: " + FORGED, "secret.subject", last)
                            .payload())
                    .isEqualTo("0");
        }
    }
}
