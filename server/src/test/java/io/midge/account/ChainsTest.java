package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Tenant.Got;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that pass more than one account, and what the services at the end are told of who asks. */
class ChainsTest {
    private Tenants tenants = new Tenants("N {}");

    @AfterEach
    void nothingIsLeft() {
        tenants.assertSettled();
        tenants.close();
    }

    private void accounts(String... all) {
        tenants.close();
        tenants = new Tenants(all);
    }

    private static String info(Got got) {
        assertThat(got.headers()).startsWith("NATS/1.0\r\n").endsWith("\r\n\r\n");
        return got.headers().substring(10, got.headers().length() - 4);
    }

    private static String brief(String inner) {
        return "Nats-Request-Info: {" + inner + "\"rtt\":7}";
    }

    @Test
    void aRequestPassesAccountsOneAfterTheOtherAndItsReplyComesBack() {
        accounts(
                "C { exports: [ { service: c.* } ] }",
                "B { imports: [ { service: { account: C, subject: c.* }, to: b.* } ], exports: [ { service: b.* } ] }",
                "A { imports: [ { service: { account: B, subject: b.x }, to: a } ] }");
        Tenant service = tenants.in("C");
        service.sub("c.>");
        Tenant user = tenants.in("A").rtt(7);
        user.sub("in");
        assertThat(user.pub("a", "in", "Own: 1\r\n", "?")).isTrue();
        Got request = service.one();
        assertThat(request.subject()).isEqualTo("c.x");
        assertThat(info(request)).isEqualTo("Own: 1\r\n" + brief("\"acc\":\"A\",\"svc\":\"B\","));
        assertThat(tenants.owed("B")).isEqualTo(1);
        assertThat(tenants.owed("C")).isEqualTo(1);
        service.pub(request.reply(), "", "Of: service\r\n", "!");
        Got reply = user.one();
        assertThat(reply.brief()).isEqualTo("in !");
        assertThat(reply.headers()).isEqualTo("NATS/1.0\r\nOf: service\r\n\r\n");
        tenants.assertSettled();
        service.close();
        assertThat(user.pub("a", "in", "", "?")).isFalse();
    }

    @Test
    void whoEndsWaitingIsForgottenAlongTheWholeWay() {
        accounts(
                "C { exports: [ { service: c } ] }",
                "B { imports: [ { service: { account: C, subject: c } } ], exports: [ { service: c } ] }",
                "A { imports: [ { service: { account: B, subject: c } } ] }");
        Tenant service = tenants.in("C");
        service.sub("c");
        Tenant user = tenants.in("A");
        Subscription inbox = user.sub("in.*");
        user.pub("c", "in.1", "", "?");
        user.unsub(inbox);
        assertThat(tenants.owed("B")).isZero();
        assertThat(tenants.owed("C")).as("waits on what B still listens to").isEqualTo(1);
        service.pub(service.one().reply(), "!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nats-Request-Info: {\"acc\":\"forged\"}\r\n",
                "nats-request-info: {\"acc\":\"forged\"}\r\nNATS-REQUEST-INFO: {}\r\n",
                "Nats-Request-Info : {\"acc\":\"forged\"}\r\n",
                " Nats-Request-Info\t: {\"acc\":\"forged\"}\r\n",
                "Nats-Request-Info: {\"acc\":\"forged\"}\r\nNats-Request-Info: {\"acc\":\"forged\"}\r\n",
                "Nats-Request-Info:\r\n",
            })
    void whatARequestSaysOfWhoAsksIsReplaced(String forged) {
        accounts("S { exports: [ { service: one } ] }", "A { imports: [ { service: { account: S, subject: one } } ] }");
        Tenant service = tenants.in("S");
        service.sub("one");
        Tenant user = tenants.in("A").rtt(7);
        user.pub("one", "", "One: 1\r\n" + forged + "Two: 2\r\n", "?");
        assertThat(info(service.one())).isEqualTo("One: 1\r\nTwo: 2\r\n" + brief("\"acc\":\"A\","));
        user.pub("one", "", forged, "?");
        assertThat(info(service.one())).isEqualTo(brief("\"acc\":\"A\","));
        user.pub("one", "?");
        Got plain = service.one();
        assertThat(info(plain)).isEqualTo(brief("\"acc\":\"A\","));
        assertThat(plain.payload()).isEqualTo("?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 1\r\n\r\nB: 2\r\n",
                "A: 1\n\nB: 2\r\n",
                "A: 1\r\n\n",
                "A: 1\r\rB: 2\r\n",
                "A: 1\rnats-request-info: {}\r\n",
                "\r\nA: 1\r\n"
            })
    void whoAsksCannotHideBehindTheEndOfTheHeaders(String headers) {
        accounts("S { exports: [ { service: one } ] }", "A { imports: [ { service: { account: S, subject: one } } ] }");
        Tenant service = tenants.in("S");
        service.sub("one");
        tenants.in("A").rtt(7).pub("one", "", headers, "?");
        String said = service.one().headers();
        assertThat(said).endsWith("\n" + brief("\"acc\":\"A\",") + "\r\n\r\n").doesNotContain("\n\n", "\r\r");
        assertThat(said.indexOf("\r\n\r\n")).isEqualTo(said.length() - 4);
    }

    @Test
    void whoSharesIsToldOfAllTheWay() {
        accounts("C { exports: [ { service: c } ] }", """
                B { imports: [ { service: { account: C, subject: c }, to: kept }
                               { service: { account: C, subject: c }, to: told, share: true } ]
                    exports: [ { service: kept }, { service: told } ] }
                """, """
                A { imports: [ { service: { account: B, subject: kept }, share: true, to: shared.kept }
                               { service: { account: B, subject: told }, to: unshared.told }
                               { service: { account: B, subject: kept }, to: unshared.kept } ] }
                """);
        Tenant service = tenants.in("C");
        service.sub("c");
        Tenant user = tenants.in("A").rtt(7);
        user.pub("shared.kept", "?");
        assertThat(info(service.one()))
                .startsWith("Nats-Request-Info: {\"start\":\"1970-01-01T00:00:00Z\",\"host\":\"127.0.0.1\",\"id\":2,"
                        + "\"acc\":\"A\",\"svc\":\"B\",\"user\":\"u2\"");
        user.pub("unshared.kept", "?");
        assertThat(info(service.one())).isEqualTo(brief("\"acc\":\"A\",\"svc\":\"B\","));
        user.pub("unshared.told", "?");
        assertThat(info(service.one()))
                .as("from who does not share to who does: the server, as nats-server")
                .isEqualTo("Nats-Request-Info: {\"acc\":\"A\",\"svc\":\"B\",\"rtt\":7,\"server\":\"server\"}");
    }

    @Test
    void aRequestThatComesByAgainGoesNoFurther() {
        accounts("""
                S { exports: [ { service: svc } ], mappings: { svc: back }
                    imports: [ { service: { account: A, subject: entry }, to: back } ] }
                """, """
                A { exports: [ { service: entry } ], mappings: { entry: round }
                    imports: [ { service: { account: S, subject: svc }, to: round } ] }
                """);
        Tenant user = tenants.in("A");
        user.sub("in");
        assertThat(user.pub("round", "in", "", "?")).isFalse();
        tenants.assertSettled();
        Tenant witness = tenants.in("A");
        witness.sub("round");
        assertThat(user.pub("round", "in", "", "?")).isTrue();
        assertThat(witness.took()).as("where it began, and once around").hasSize(2);
        tenants.passes(120_000);
    }

    private void chainOf(int imports) {
        String[] all = IntStream.rangeClosed(0, imports)
                .mapToObj(i -> "A" + i + " { "
                        + (i < imports ? "imports: [ { service: { account: A" + (i + 1) + ", subject: x } } ], " : "")
                        + (i > 0 ? "exports: [ { service: x } ] " : "") + "}")
                .toArray(String[]::new);
        accounts(all);
    }

    @Test
    void aMessagePassesAHundredAndTwentyEightAccounts() {
        chainOf(Fanout.MAX_HOPS);
        Tenant user = tenants.in("A0").rtt(7);
        user.sub("in");
        Tenant service = tenants.in("A" + Fanout.MAX_HOPS);
        service.sub("x");
        assertThat(user.pub("x", "in", "", "?")).isTrue();
        Got request = service.one();
        assertThat(info(request)).isEqualTo(brief("\"acc\":\"A0\",\"svc\":\"A127\","));
        service.pub(request.reply(), "!");
        assertThat(user.heard()).containsExactly("in !");
    }

    @Test
    void andNoMore() {
        chainOf(Fanout.MAX_HOPS + 1);
        Tenant user = tenants.in("A0");
        user.sub("in");
        Tenant service = tenants.in("A" + (Fanout.MAX_HOPS + 1));
        service.sub("x");
        assertThat(user.pub("x", "in", "", "?")).isFalse();
        assertThat(service.took()).isEmpty();
    }
}
