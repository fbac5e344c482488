package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Tenant.Got;
import io.midge.subject.MatchCache;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the time of services is taken; the answers are nats-server's. */
class LatencyTest {
    private static final String START = "1970-01-01T00:00:00.";
    private static final String ASKS = "X-B3-Sampled: 1\r\n";

    private final Tenants tenants = new Tenants("""
            S { exports: [
              { service: all, latency: times.all }
              { service: asked, latency: { sampling: headers, subject: times.asked } }
              { service: some, latency: { sampling: 20%, subject: times.some } }
              { service: quick, latency: times.quick, threshold: 1s }
              { service: many, response: stream }
              { service: plain }
              { service: back.*, latency: times.back }
            ] }
            """, """
            B { imports: [ { service: { account: S, subject: all } } ]
                exports: [ { service: all, latency: times.b } ] }
            """, """
            A { imports: [
              { service: { account: S, subject: all } }
              { service: { account: S, subject: all }, to: shared, share: true }
              { service: { account: S, subject: asked } }
              { service: { account: S, subject: some } }
              { service: { account: S, subject: quick } }
              { service: { account: S, subject: many } }
              { service: { account: S, subject: plain } }
              { service: { account: S, subject: back.one } }
              { service: { account: B, subject: all }, to: via }
            ] }
            """);
    private final Tenant service = tenants.in("S").rtt(2_000);
    private final Tenant times = tenants.in("S");
    private final Tenant user = tenants.in("A").rtt(3_000);

    LatencyTest() {
        times.sub("times.*");
        user.sub("in");
    }

    @AfterEach
    void settle() {
        tenants.assertSettled();
        tenants.close();
    }

    private String event() {
        return times.one().payload();
    }

    private static String body(String event) {
        String start = "\\{\"type\":\"io.nats.server.metric.v1.service_latency\",\"id\":\"[0-9A-Za-z]{22}\",";
        assertThat(event).containsPattern("^" + start + "\"timestamp\":\"1970-01-01T00:00:\\d\\d(\\.\\d+)?Z\",");
        return Pattern.compile(start + "\"timestamp\":\"[^\"]*\",")
                .matcher(event)
                .replaceFirst("");
    }

    @Test
    void aRequestThatIsAnsweredIsMeasured() {
        service.sub("all");
        tenants.passes(1);
        assertThat(user.pub("all", "in", "", "?")).isTrue();
        Got request = service.one();
        assertThat(request.reply()).matches("_R_\\.[0-9A-Za-z]{6}\\.[0-9A-Za-z]{6}\\.tmJp5xnv\\.T");
        assertThat(times.took()).isEmpty();
        tenants.passes(5);
        assertThat(service.pub(request.reply(), "!")).isTrue();
        assertThat(user.heard()).containsExactly("in !");
        assertThat(body(event()))
                .isEqualTo("\"status\":200,\"requestor\":{\"acc\":\"A\",\"rtt\":3000},"
                        + "\"responder\":{\"start\":\"1970-01-01T00:00:00Z\",\"host\":\"127.0.0.1\",\"id\":1,\"acc\":\"S\","
                        + "\"user\":\"u1\",\"name\":\"n1\",\"lang\":\"java\",\"ver\":\"1\",\"rtt\":2000,\"server\":\"server\","
                        + "\"issuer_key\":\"S\",\"kind\":\"Client\",\"client_type\":\"nats\"},"
                        + "\"start\":\"" + START + "000997001Z\",\"service\":4998000,\"system\":0,\"total\":5003000}");
    }

    @Test
    void whoSharesIsNamed() {
        service.sub("all");
        user.pub("shared", "in", "", "?");
        service.pub(service.one().reply(), "!");
        assertThat(body(event())).contains("\"requestor\":{\"start\":\"1970-01-01T00:00:00Z\",\"host\":\"127.0.0.1\"");
    }

    @Test
    void aServiceThatIsQuickerThanItsRoundTripTookNoTime() {
        service.rtt(9_000_000).sub("all");
        user.pub("all", "in", "", "?");
        tenants.passes(1);
        service.pub(service.one().reply(), "!");
        assertThat(event()).endsWith("\"service\":0,\"system\":0,\"total\":1003000}");
    }

    @Test
    void aRequestThatWantsNoReplyIsABadOne() {
        service.sub("all");
        tenants.passes(1);
        assertThat(user.pub("all", "", "", "?")).isTrue();
        assertThat(body(event()))
                .isEqualTo("\"status\":400,\"description\":\"Bad Request\",\"requestor\":{\"acc\":\"A\",\"rtt\":3000},"
                        + "\"start\":\"" + START + "000997001Z\",\"service\":0,\"system\":0,\"total\":0}");
        assertThat(service.one().reply()).isEmpty();
        assertThat(user.wanted()).isZero();
    }

    @Test
    void whenNobodyWaitsAnyMoreThatIsSaid() {
        service.sub("all");
        Subscription inbox = user.sub("inbox.1");
        user.pub("all", "inbox.1", "", "?");
        user.unsub(inbox);
        assertThat(body(event()))
                .startsWith("\"status\":408,\"description\":\"Request Timeout\",\"requestor\":{\"acc\"");
        service.pub(service.one().reply(), "too late");
        assertThat(times.took()).isEmpty();
    }

    @Test
    void anAnswerThatIsTheLastThatWasWaitedForIsNoLossOfInterest() {
        service.sub("all");
        Subscription inbox = user.sub("inbox.1");
        user.unsub(inbox, 1);
        user.pub("all", "inbox.1", "", "?");
        service.pub(service.one().reply(), "!");
        assertThat(body(event())).startsWith("\"status\":200,");
    }

    @Test
    void whenTheServiceIsAwayThatIsSaid() {
        assertThat(user.pub("all", "in", "", "?")).isFalse();
        assertThat(body(event()))
                .startsWith(
                        "\"status\":503,\"description\":\"Service Unavailable\",\"requestor\":{\"acc\":\"A\",\"rtt\":3000},\"start\"");
    }

    @Test
    void whenThereIsNoAnswerInTimeThatIsSaid() {
        service.sub("quick");
        user.pub("quick", "in", "", "?");
        tenants.passes(999);
        assertThat(times.took()).isEmpty();
        tenants.passes(1);
        assertThat(body(event()))
                .startsWith(
                        "\"status\":504,\"description\":\"Service Timeout\",\"requestor\":{\"acc\":\"A\",\"rtt\":3000},\"start\"");
    }

    @Test
    void anAnswerIsMeasuredAlsoIfNobodyTakesIt() {
        service.sub("all");
        user.pub("all", "nowhere", "", "?");
        service.pub(service.one().reply(), "!");
        assertThat(body(event())).startsWith("\"status\":200,");
    }

    @Test
    void theSecondAnswerIsNotMeasured() {
        service.sub("all");
        user.pub("all", "in", "", "?");
        String reply = service.one().reply();
        service.pub(reply, "1");
        service.pub(reply, "2");
        assertThat(user.heard()).containsExactly("in 1");
        assertThat(times.took()).hasSize(1);
    }

    @Test
    void headersAsk() {
        service.sub("asked");
        for (String none : List.of("", "X-B3-Sampled: 0\r\n", "Other: 1\r\n")) {
            user.pub("asked", "in", none, "?");
            String reply = service.one().reply();
            assertThat(reply).doesNotEndWith(".T");
            service.pub(reply, "!");
            assertThat(times.took()).isEmpty();
        }
        user.pub("asked", "in", ASKS + "x-b3-traceid: \u00e9\r\nOther: 1\r\n", "?");
        service.pub(service.one().reply(), "!");
        assertThat(body(event()))
                .contains("\"header\":{\"X-B3-Sampled\":[\"1\"],\"X-B3-Traceid\":[\"\\ufffd\"]},\"start\"");
        user.pub("asked", "", ASKS, "?");
        assertThat(body(event()))
                .startsWith("\"status\":400,")
                .contains("\"header\":{\"X-B3-Sampled\":[\"1\"]},\"start\"");
        service.took();
    }

    @Test
    void someAreMeasuredByChanceAndThoseWhoseHeadersAsk() {
        service.sub("some");
        int measured = 0;
        for (int i = 0; i < 5000; i++) {
            user.pub("some", "in", "", "?");
            service.pub(service.one().reply(), "!");
            measured += times.took().size();
        }
        assertThat(measured).as("21 %, as nats-server has it").isBetween(900, 1200);
        for (int i = 0; i < 20; i++) {
            user.pub("some", "in", ASKS, "?");
            service.pub(service.one().reply(), "!");
            assertThat(times.took()).hasSize(1);
        }
    }

    @Test
    void whatIsNotMeasuredIsNot() {
        service.sub("many");
        service.sub("plain");
        for (String subject : List.of("many", "plain")) {
            user.pub(subject, "in", ASKS, "?");
            String reply = service.one().reply();
            assertThat(reply).matches("_R_\\.\\w{6}\\.\\w{6}");
            service.pub(reply, "");
        }
        service.sub("all");
        times.pub("all", "times.in", "", "within the account");
        service.took();
        assertThat(times.took()).isEmpty();
        assertThat(user.wanted()).as("its distance is nobody's business").isZero();
    }

    @Test
    void ofWhoIsMeasuredItIsAskedHowFarAwayItIs() {
        service.sub("asked");
        user.pub("asked", "in", "", "?");
        assertThat(user.wanted()).as("sampled or not").isEqualTo(1);
        service.pub(service.one().reply(), "!");
    }

    @Test
    void eachOfTheServicesOnTheWayIsMeasured() {
        Tenant between = tenants.in("B");
        between.sub("times.b");
        service.sub("all");
        user.pub("via", "in", "", "?");
        tenants.passes(1);
        service.pub(service.one().reply(), "!");
        assertThat(user.heard()).containsExactly("in !");
        assertThat(body(event()))
                .startsWith("\"status\":200,\"requestor\":{\"acc\":\"A\",\"rtt\":3000},\"responder\":{");
        assertThat(body(between.one().payload())).endsWith("\"service\":998000,\"system\":0,\"total\":1003000}");
        service.close();
        user.pub("via", "in", "", "?");
        assertThat(body(event())).startsWith("\"status\":503,");
        assertThat(body(between.one().payload())).startsWith("\"status\":503,");
    }

    @Test
    void theWayBackIsNotMeasured() {
        service.sub("back.*");
        Subscription own = service.sub("own");
        user.pub("back.one", "in", "", "?");
        service.pub(service.one().reply(), "own", "", "and you?");
        Got question = user.one();
        assertThat(question.reply()).matches("_R_\\.\\w{6}\\.\\w{6}");
        user.pub(question.reply(), "me too");
        assertThat(service.heard()).containsExactly("own me too");
        assertThat(times.took()).hasSize(1);
        service.unsub(own);
    }

    @Test
    void whatTheServerItselfAnswersIsNotMeasured() {
        Fanout fanout = new Fanout(tenants.loops.get(0), new MatchCache<>());
        Internal server = new Internal(fanout, false);
        Account account = tenants.account("S");
        Subscription listed = server.subscribe(account, "all", message -> {
            server.publish(account, message.reply(), new byte[0], new byte[0], new byte[] {'!'});
            return true;
        });
        user.pub("all", "in", "", "?");
        assertThat(user.heard()).containsExactly("in !");
        assertThat(times.took()).isEmpty();
        server.unsubscribe(account, listed);
    }

    @Test
    void noMoreEventsWaitThanThereIsRoomFor() {
        service.sub("asked");
        String headers = ASKS + "X-B3-TraceId: " + "x".repeat(100_000) + "\r\n";
        tenants.loops.run(0, () -> {
            for (int i = 0; i < 200; i++) {
                user.publish("asked", "", headers, "");
            }
        });
        assertThat(times.took()).hasSizeBetween(160, 167);
        assertThat(service.took()).hasSize(200);
        user.pub("asked", "", headers, "");
        assertThat(times.took()).hasSize(1);
        service.took();
    }

    @Test
    void idsOfEventsDiffer() {
        service.sub("all");
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            user.pub("all", "in", "", "?");
            service.pub(service.one().reply(), "!");
            ids.add(Pattern.compile("\"id\":\"(\\w+)\"")
                    .matcher(event())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }
}
