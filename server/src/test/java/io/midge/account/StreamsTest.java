package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams that are heard in other accounts, as long as somebody listens. */
class StreamsTest {
    private static final String S =
            "S { exports: [ { stream: news.> }, { stream: 'ticks.*.*' }, { stream: one }, { service: ask } ] }";
    private static final String A = """
            A { imports: [ { stream: { account: S, subject: news.> }, prefix: s }
                           { stream: { account: S, subject: "ticks.*.*" }, to: "by.$2.$1" }
                           { stream: { account: S, subject: one }, to: mine } ] }
            """;
    private static final String B = """
            B { imports: [ { stream: { account: S, subject: news.> } } ]
                exports: [ { stream: news.> } ] }
            """;
    private static final String C = "C { imports: [ { stream: { account: B, subject: news.> } } ] }";

    private final Tenants tenants = new Tenants(2, S, A, B, C);
    private final Tenant source = tenants.in("S");
    private final Tenant listener = tenants.in("A", 1);
    private long own;

    @BeforeEach
    void count() {
        own = subscriptions();
    }

    @AfterEach
    void nothingIsLeft() {
        listener.close();
        assertThat(subscriptions())
                .as("of imports nobody listens to, nothing is there")
                .isEqualTo(own);
        tenants.close();
    }

    private long subscriptions() {
        return tenants.account("S").sublist().count();
    }

    @Test
    void whatIsHeardIsRenamed() {
        listener.sub(">");
        source.pub("news.eu.x", "1");
        source.pub("ticks.a.b", "2");
        source.pub("one", "3");
        source.pub("other", "4");
        assertThat(listener.heard()).containsExactly("s.news.eu.x 1", "by.b.a 2", "mine 3");
        assertThat(source.pub("news", "not of the stream")).isFalse();
    }

    @Test
    void eachSubscriptionHearsItOnce() {
        listener.sub("s.news.eu");
        listener.sub("s.news.*");
        listener.sub("s.*.eu");
        listener.sub("by.*.a");
        listener.sub("news.eu");
        source.pub("news.eu", "1");
        source.pub("ticks.a.b", "2");
        assertThat(listener.took().stream().map(Tenant.Got::sid)).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    void whatIsPublishedHereIsNotHeardThere() {
        source.sub(">");
        listener.sub("s.news.eu");
        listener.pub("s.news.eu", "1");
        listener.pub("news.eu", "2");
        assertThat(listener.heard()).containsExactly("s.news.eu 1");
        assertThat(source.took()).isEmpty();
        source.close();
    }

    @Test
    void aStreamDoesNotGoOnIntoTheNextAccount() {
        Tenant next = tenants.in("C");
        next.sub("news.>");
        Tenant first = tenants.in("B");
        first.sub("news.>");
        source.pub("news.eu", "1");
        assertThat(first.heard()).containsExactly("news.eu 1");
        first.pub("news.eu", "2");
        assertThat(next.heard()).as("what is published there itself").containsExactly("news.eu 2");
        first.close();
        next.close();
    }

    @Test
    void aQueueGroupReachesAcrossAccounts() {
        Tenant other = tenants.in("B");
        source.sub("news.>", "workers");
        listener.sub("s.news.>", "workers");
        listener.sub("s.news.*", "others");
        other.sub("news.eu", "workers");
        for (int i = 0; i < 300; i++) {
            source.pub("news.eu", "x");
        }
        int here = source.took().size();
        int there = other.took().size();
        long one =
                listener.took().stream().filter(each -> each.sid().equals("1")).count();
        assertThat(here + there + one).isEqualTo(300);
        assertThat(IntStream.of(here, there, (int) one)).allMatch(count -> count > 50);
        other.close();
        listener.close();
        source.pub("news.eu", "x");
        assertThat(source.took()).hasSize(1);
        source.close();
    }

    @Test
    void aLimitCountsWhatComesFromEverywhere() {
        Subscription all = listener.sub(">");
        listener.unsub(all, 3);
        source.pub("one", "1");
        listener.pub("local", "2");
        source.pub("news.eu", "3");
        source.pub("one", "4");
        listener.pub("local", "5");
        assertThat(listener.heard()).containsExactly("mine 1", "local 2", "s.news.eu 3");
        assertThat(subscriptions()).isEqualTo(own);
    }

    @Test
    void whoUnsubscribesHearsNoMoreOfIt() {
        Subscription one = listener.sub("s.news.*");
        Subscription two = listener.sub("s.>");
        source.pub("news.eu", "1");
        listener.unsub(one);
        source.pub("news.eu", "2");
        listener.unsub(two);
        assertThat(source.pub("news.eu", "3")).isFalse();
        assertThat(listener.heard()).containsExactlyInAnyOrder("s.news.eu 1", "s.news.eu 1", "s.news.eu 2");
    }

    @Test
    void aRequestDoesNotLeaveAsAStream() {
        tenants.reload(
                "S { exports: [ { stream: ask }, { service: ask } ] }",
                "A { imports: [ { stream: { account: S, subject: ask }, to: overheard } ] }",
                "B { imports: [ { service: { account: S, subject: ask } } ] }",
                "C {}");
        listener.sub("overheard");
        Tenant service = tenants.in("S");
        service.sub("ask");
        Tenant user = tenants.in("B");
        assertThat(user.pub("ask", "?")).isTrue();
        assertThat(service.took()).hasSize(1);
        assertThat(listener.took()).isEmpty();
        source.pub("ask", "published there itself");
        assertThat(listener.took()).hasSize(1);
        service.close();
    }

    @Test
    void othersAreHeardWhenImportsChange() {
        listener.sub(">");
        listener.sub("s.news.*", "group");
        source.pub("news.eu", "1");
        assertThat(listener.took()).hasSize(2);
        tenants.reload(S, "A { imports: [ { stream: { account: S, subject: one } } ] }", B, C);
        source.pub("news.eu", "2");
        source.pub("one", "3");
        assertThat(listener.heard()).containsExactly("one 3");
        assertThat(subscriptions()).isEqualTo(own + 1);
        tenants.reload(S, A, B, C);
        source.pub("news.eu", "4");
        source.pub("one", "5");
        assertThat(listener.heard()).containsExactlyInAnyOrder("s.news.eu 4", "s.news.eu 4", "mine 5");
        assertThat(subscriptions()).isEqualTo(own + 4);
    }
}
