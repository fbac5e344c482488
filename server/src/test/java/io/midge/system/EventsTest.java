package io.midge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.NatsServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of clients that come and go; the words are those of nats-server, of which they were recorded. */
@Timeout(120)
class EventsTest {
    private static final String STAMP = "id:NUID timestamp:TIME server:SERVER";
    private static final String TYPE = "{type:\"io.nats.server.advisory.v1.";
    private static final String NOTHING = "gateways:{msgs:# bytes:#} routes:{msgs:# bytes:#} leafs:{msgs:# bytes:#}";

    private NatsServer server;
    private Caller sys;

    @BeforeEach
    void start() throws Exception {
        server = Served.start(Table.text("server.conf") + "\nio_loops: 2\n");
        sys = new Caller(server.port(), "sys").in().listen("$SYS.ACCOUNT.>");
        sys.send("SUB $SYS.SERVER.ACCOUNT.> 2\r\nSUB $SYS.SERVER.*.CLIENT.AUTH.ERR 3\r\n")
                .flush();
    }

    @AfterEach
    void stop() {
        sys.close();
        server.close();
    }

    private static String counted(String account, int connections) {
        return TYPE + "account_connections\" " + STAMP + " acc:\"" + account + "\" name:\"" + account + "\" conns:"
                + connections + " leafnodes:0 total_conns:" + connections
                + " num_subscriptions:# sent:{msgs:# bytes:# " + NOTHING + "} received:{msgs:# bytes:# " + NOTHING
                + "} slow_consumers:#}";
    }

    private static String client(String account, String user, String more) {
        String named = user.isEmpty() ? "" : " user:\"" + user + "\" name:\"n\\u003c" + user + "\\u003e\"";
        String said = user.isEmpty() ? "" : " lang:\"none\" ver:\"1\"";
        return "client:{start:TIME host:TEXT id:# acc:\"" + account + '"' + named + said + more + " name_tag:\""
                + account + "\" kind:\"Client\" client_type:\"nats\"}";
    }

    private static String came(String account, String user) {
        return TYPE + "client_connect\" " + STAMP + ' ' + client(account, user, "") + '}';
    }

    private static String gone(String account, String user, String reason) {
        return TYPE + "client_disconnect\" " + STAMP + ' ' + client(account, user, " rtt:# stop:TIME")
                + " sent:{msgs:# bytes:#} received:{msgs:# bytes:#} reason:\"" + reason + "\"}";
    }

    private void expect(String subject, String shape) {
        Caller.Msg msg = sys.next();
        assertThat(msg.subject()).isEqualTo(subject.replace("$ID", server.id()));
        assertThat(Shape.of(msg.payload(), server.id())).isEqualTo(shape);
        assertThat(msg.headers()).isEmpty();
    }

    private void expectCounted(String account, int connections) {
        expect("$SYS.SERVER.ACCOUNT." + account + ".CONNS", counted(account, connections));
        expect("$SYS.ACCOUNT." + account + ".SERVER.CONNS", counted(account, connections));
    }

    @Test
    void whoComesAndGoesIsTold() {
        Caller app = new Caller(server.port(), "app").in();
        expectCounted("APP", 1);
        expect("$SYS.ACCOUNT.APP.CONNECT", came("APP", "app"));
        app.send("PUB foo 5\r\nhello\r\n").flush().close();
        expectCounted("APP", 0);
        Caller.Msg msg = sys.next();
        assertThat(Shape.of(msg.payload(), server.id())).isEqualTo(gone("APP", "app", "Client Closed"));
        assertThat(msg.payload())
                .contains("\"sent\":{\"msgs\":1,\"bytes\":5}", "\"received\":{\"msgs\":0,\"bytes\":0}");
    }

    @Test
    void whoIsRefusedIsToldToOperatorsAndToItsAccount() {
        try (Caller stranger = new Caller(server.port(), "app", "wrong")) {
            expect("$SYS.SERVER.$ID.CLIENT.AUTH.ERR", gone("$G", "app", "Authentication Failure"));
            expect("$SYS.ACCOUNT.$G.DISCONNECT", gone("$G", "app", "Authentication Failure"));
            stranger.end();
        }
    }

    @Test
    void whoIsInNoAccountOfItsOwnIsTold() throws Exception {
        try (NatsServer plain = Served.start("port: -1, accounts { S { users: [ {user: sys, password: pw} ] } }\n"
                        + "system_account: S, authorization { users: [ {user: g, password: pw} ] }");
                Caller g = new Caller(plain.port(), "g").in().listen("$SYS.>");
                Caller operator = new Caller(plain.port(), "sys").in().listen("$SYS.ACCOUNT.$G.>");
                Caller stranger = new Caller(plain.port(), "g", "wrong")) {
            stranger.end();
            assertThat(g.next().subject()).isEqualTo("$SYS.ACCOUNT.CLIENT.AUTH.ERR");
            assertThat(operator.next().subject()).isEqualTo("$SYS.ACCOUNT.$G.DISCONNECT");
            g.flush();
        }
    }

    @Test
    void whoChangesItsAccountLeavesTheOneAndEntersTheOther() {
        try (Caller both = new Caller(server.port(), "app").in()) {
            expectCounted("APP", 1);
            expect("$SYS.ACCOUNT.APP.CONNECT", came("APP", "app"));
            both.send("CONNECT {\"verbose\":false,\"user\":\"web\",\"pass\":\"pw\",\"name\":\"n<web>\"}\r\n");
            expectCounted("APP", 0);
            expectCounted("WEB", 1);
            expect("$SYS.ACCOUNT.WEB.CONNECT", came("WEB", "web"));
        }
    }

    @Test
    void whoIsKickedHearsNothingMoreAndOthersHearWhy() {
        Caller app = new Caller(server.port(), "app").in();
        expectCounted("APP", 1);
        expect("$SYS.ACCOUNT.APP.CONNECT", came("APP", "app"));
        sys.publish("$SYS.REQ.SERVER." + server.id() + ".KICK", "in", "{\"cid\":" + app.cid() + "}");
        app.end();
        app.close();
        expectCounted("APP", 0);
        expect("$SYS.ACCOUNT.APP.DISCONNECT", gone("APP", "app", "Kicked"));
    }

    @Test
    void figuresAreToldSoonAfterAStartAndWhenAskedForByNobody() {
        sys.listen("$SYS.SERVER.*.STATSZ");
        List<String> heard = new ArrayList<>();
        sys.send("PUB $SYS.REQ.SERVER.PING 0\r\n\r\n");
        while (heard.size() < 2) {
            heard.add(sys.next().subject());
        }
        assertThat(heard)
                .allMatch(Pattern.compile("\\$SYS\\.SERVER\\.N\\w{55}\\.STATSZ").asMatchPredicate());
    }

    @Test
    void theEndIsTheLastThatIsTold() {
        sys.listen("$SYS.SERVER.*.SHUTDOWN");
        Caller app = new Caller(server.port(), "app").in();
        expectCounted("APP", 1);
        expect("$SYS.ACCOUNT.APP.CONNECT", came("APP", "app"));
        server.close();
        Caller.Msg msg = sys.next();
        assertThat(msg.subject()).isEqualTo("$SYS.SERVER." + server.id() + ".SHUTDOWN");
        assertThat(Shape.of("{\"server\":" + msg.payload() + '}', server.id())).isEqualTo("{server:SERVER}");
        sys.end();
        app.close();
    }

    @Test
    void aLameDuckIsToldBeforeTheClientsAre() {
        sys.listen("$SYS.SERVER.*.LAMEDUCK");
        Thread.ofVirtual().start(server::lameDuckShutdown);
        Caller.Msg msg = sys.next();
        assertThat(msg.subject()).isEqualTo("$SYS.SERVER." + server.id() + ".LAMEDUCK");
        assertThat(Shape.of("{\"server\":" + msg.payload() + '}', server.id())).isEqualTo("{server:SERVER}");
    }
}
