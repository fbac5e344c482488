package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is asked, by whom and in whose name: nobody learns anything of another account, and no secret is told to anybody. */
@Timeout(120)
class TrespassTableTest {
    private static final String LAST = "$SYS.REQ.ACCOUNT.PING.STATZ";
    private static final String CONFIG = """
            port: -1
            system_account: SYS
            accounts {
              SYS { users: [ { user: sys, password: pw } ] }
              ALPHA { users: [ { user: alphauser, password: alphapw } ] }
              "BE TA" { users: [ { user: betauser, password: betapw }, { user: few, password: betapw, permissions: {
                publish: ["$SYS.REQ.>"], subscribe: ["_INBOX.>"] } } ] }
            }
            """;
    private static final List<String> WHAT = List.of(
            "IDZ",
            "VARZ",
            "CONNZ",
            "ROUTEZ",
            "SUBSZ",
            "GATEWAYZ",
            "LEAFZ",
            "ACCOUNTZ",
            "HEALTHZ",
            "JSZ",
            "STATSZ",
            "INFO",
            "STATZ",
            "CONNS",
            "RELOAD",
            "KICK",
            "LDM");

    private NatsServer server;
    private Caller sys;

    @BeforeEach
    void start() throws Exception {
        server = Served.start(CONFIG);
        sys = new Caller(server.port(), "sys").in();
    }

    @AfterEach
    void stop() {
        sys.close();
        server.close();
    }

    private List<String> subjects() {
        List<String> all = new ArrayList<>(List.of(
                "$SYS.REQ.SERVER.PING",
                "$SYS.REQ.ACCOUNT.NSUBS",
                "$SYS.DEBUG.SUBSCRIBERS",
                "$SYS.REQ.USER.INFO",
                "$SYS.REQ.USER.ALPHA.INFO",
                "$SYS.REQ.USER.SYS.INFO"));
        for (String what : WHAT) {
            for (String whose : List.of(
                    "SERVER.PING.",
                    "SERVER." + server.id() + '.',
                    "ACCOUNT.ALPHA.",
                    "ACCOUNT.PING.",
                    "ACCOUNT.SYS.",
                    "ACCOUNT.$G.")) {
                all.add("$SYS.REQ." + whose + what);
            }
        }
        return all;
    }

    @Test
    void nobodyLearnsOfAnotherAccount() {
        try (Caller alpha =
                        new Caller(server.port(), "alphauser", "alphapw").in().listen("alpha.secret");
                Caller beta = new Caller(server.port(), "betauser", "betapw").in()) {
            List<String> bodies = List.of(
                    "",
                    "alpha.secret",
                    "{\"acc\":\"ALPHA\",\"account\":\"ALPHA\",\"accounts\":[\"ALPHA\"],\"auth\":true,\"state\":2,"
                            + "\"subscriptions_detail\":true,\"subscriptions\":true,\"include_unused\":true,"
                            + "\"subject\":\"alpha.secret\",\"cid\":" + alpha.cid() + "}",
                    "{\"acc\":\"ALPHA\",\"auth\":true,\"subscriptions\":true,\"limit\":9223372036854775807,"
                            + "\"offset\":-9223372036854775808}");
            for (String subject : subjects()) {
                for (String body : bodies) {
                    for (String info : List.of(
                            "", "Nats-Request-Info: {\"acc\":\"ALPHA\",\"svc\":\"SYS\",\"user\":\"alphauser\"}")) {
                        String answer = beta.ask(subject, info, body, LAST).payload();
                        assertThat(answer)
                                .as(subject + ' ' + body)
                                .doesNotContain("alpha", "ALPHA", "betapw", "\"SYS\"");
                        assertThat(answer).as(subject).isNotEqualTo("1");
                    }
                }
            }
            alpha.flush(); // it is still here
        }
    }

    @Test
    void aReplyGoesOnlyWhereWhoAsksIs() {
        try (Caller alpha =
                        new Caller(server.port(), "alphauser", "alphapw").in().listen(">");
                Caller few = new Caller(server.port(), "few", "betapw").in()) {
            sys.listen("stolen.>");
            for (String subject : List.of("$SYS.REQ.USER.INFO", "$SYS.REQ.ACCOUNT.PING.CONNZ", LAST)) {
                few.publish(subject, "stolen.x", "");
                few.publish(subject, "$SYS.REQ.SERVER." + server.id() + ".RELOAD", "");
                few.publish(subject, "$SYS.ACCOUNT.ALPHA.CONNECT", "");
            }
            assertThat(few.ask("$SYS.REQ.USER.INFO", "", "", "").payload()).contains("\"user\":\"few\"");
            for (Caller each : List.of(sys, alpha)) {
                each.publish("stolen.end", "", "end");
                assertThat(each.next().payload()).isEqualTo("end");
            }
        }
    }

    @Test
    void noSecretIsToldToAnybody() {
        sys.listen("$SYS.ACCOUNT.>").listen("$SYS.SERVER.>");
        new Caller(server.port(), "alphauser", "alphapw").in().close();
        Caller stranger = new Caller(server.port(), "alphauser", "wrongpw");
        stranger.end();
        stranger.close();
        Caller token = new Caller(
                server.port(), "x\",\"auth_token\":\"sometoken\",\"jwt\":\"somejwt\",\"sig\":\"somesig\",\"nkey\":\"U");
        token.end();
        token.close();
        StringBuilder told = new StringBuilder();
        while (!told.toString().contains("ACCOUNT.ALPHA.DISCONNECT")
                || told.toString().split("AUTH.ERR", -1).length < 3) {
            Caller.Msg msg = sys.next();
            told.append(msg.subject()).append(msg.payload());
        }
        for (String subject : subjects()) {
            told.append(sys.ask(
                            subject,
                            "",
                            "{\"auth\":true,\"state\":2,\"subscriptions\":true,\"cid\":0}",
                            "$SYS.REQ.SERVER.PING.IDZ")
                    .payload());
        }
        assertThat(told.toString())
                .contains("alphauser")
                .doesNotContain("alphapw", "wrongpw", "betapw", "sometoken", "somejwt", "somesig", "\"pw\"");
    }

    @Test
    void anAccountWhoseNameHasABlankIsToldOfWithoutHarm() {
        sys.listen("$SYS.ACCOUNT.>");
        new Caller(server.port(), "betauser", "betapw").in().close();
        new Caller(server.port(), "alphauser", "alphapw").in().close();
        List<String> heard = new ArrayList<>();
        while (!heard.contains("$SYS.ACCOUNT.ALPHA.DISCONNECT")) {
            Caller.Msg msg = sys.next();
            heard.add(msg.subject());
            assertThat(msg.payload()).startsWith("{").endsWith("}").containsAnyOf("\"BE TA\"", "\"ALPHA\"");
        }
        assertThat(heard)
                .contains(
                        "$SYS.ACCOUNT.BE_TA.CONNECT",
                        "$SYS.ACCOUNT.BE_TA.SERVER.CONNS",
                        "$SYS.ACCOUNT.BE_TA.DISCONNECT");
        sys.flush();
    }
}
