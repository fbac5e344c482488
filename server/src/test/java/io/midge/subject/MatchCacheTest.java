package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchCacheTest {
    private final Sublist<Sub> list = new Sublist<>();
    private final MatchCache<Sub> cache = new MatchCache<>();

    @Test
    void aChangeElsewhereDoesNotDisturbWhatIsCached() {
        insert("foo.bar");
        fill(5_000);
        match("foo.bar");
        match("foo.bar");
        long before = misses();
        for (int i = 0; i < 10_000; i++) {
            List<Sub> churn = List.of(
                    insert("app.req." + i),
                    insert("_INBOX." + i),
                    insert("_INBOX.x." + i),
                    insert("foo.other." + i % 2));
            assertThat(match("foo.bar").plainCount()).isEqualTo(1);
            churn.forEach(list::remove);
            assertThat(match("foo.bar").plainCount()).isEqualTo(1);
        }
        assertThat(misses()).isEqualTo(before);
    }

    @Test
    void aChangeThatConcernsASubjectIsSeenAtOnce() {
        fill(100);
        for (String pattern :
                List.of("foo.bar", "foo.*", "foo.>", "*.bar", ">", "*.*", "*.>", "foo.bar.baz", "foo.*.baz", "foo")) {
            for (String literal : List.of("foo", "foo.bar", "foo.bar.baz")) {
                int before = match(literal).plainCount();
                int more = Subjects.matches(bytes(literal), bytes(pattern)) ? 1 : 0;
                Sub sub = insert(pattern);
                assertThat(match(literal).plainCount()).isEqualTo(before + more);
                list.remove(sub);
                assertThat(match(literal).plainCount()).isEqualTo(before);
            }
        }
    }

    @Test
    void whatWasCachedIsLookedUpAgainWhenTheListGrows() {
        Sub sub = insert("foo.bar");
        match("foo.bar");
        for (int i = 0; i < 10_000; i++) {
            insert("a.b." + i);
            assertThat(match("foo.bar").plainCount()).isEqualTo(1);
        }
        list.remove(sub);
        assertThat(match("foo.bar").isEmpty()).isTrue();
    }

    @Test
    void equalSubjectsOfTwoListsAreTwoEntries() {
        Sublist<Sub> other = new Sublist<>();
        insert("foo");
        match("foo");
        assertThat(cache.match(other, bytes("foo"), 0, 3).isEmpty()).isTrue();
        assertThat(match("foo").plainCount()).isEqualTo(1);
        assertThat(cache.match(other, bytes("foo"), 0, 3).isEmpty()).isTrue();
        assertThat(list.stats().cacheHits()).isEqualTo(1);
        assertThat(other.stats().cacheHits()).isEqualTo(1);
    }

    @Test
    void subjectsOfAllLengthsAreToldApart() {
        String text = "abcdefghijklmnopqrstuvwxyz".repeat(11);
        for (int len = 1; len <= text.length(); len++) {
            insert(text.substring(0, len));
        }
        for (int round = 0; round < 2; round++) {
            for (int len = 1; len <= text.length(); len++) {
                SublistResult<Sub> result = match(text.substring(0, len));
                assertThat(result.plainCount()).isEqualTo(1);
                assertThat(result.plain(0).subject()).hasSize(len);
                assertThat(match(text.substring(0, len - 1) + "!").isEmpty()).isTrue();
            }
        }
        assertThat(list.stats().cached())
                .isLessThanOrEqualTo(2L * MatchCache.LONGEST)
                .isGreaterThan(400);
    }

    @Test
    void inboxesAndLongSubjectsAreNotCached() {
        insert("_INBOX.abc.*");
        insert("_INBOX");
        String tooLong = "a".repeat(MatchCache.LONGEST + 1);
        insert(tooLong);
        for (int i = 0; i < 2; i++) {
            assertThat(match("_INBOX.abc.1").plainCount()).isEqualTo(1);
            assertThat(match(tooLong).plainCount()).isEqualTo(1);
        }
        assertThat(list.stats().cached()).isZero();
        assertThat(match("_INBOX").plainCount()).isEqualTo(1);
        assertThat(list.stats().cached()).isEqualTo(1);
    }

    @Test
    void aListWithoutCacheIsAskedEachTime() {
        Sublist<Sub> uncached = new Sublist<>(false, 7);
        uncached.insert(Sub.on("foo"));
        for (int i = 0; i < 3; i++) {
            assertThat(cache.match(uncached, bytes("foo"), 0, 3).plainCount()).isEqualTo(1);
        }
        assertThat(uncached.stats().cached()).isZero();
        assertThat(uncached.stats().cacheHits()).isZero();
        assertThat(uncached.stats().matches()).isEqualTo(3);
    }

    @Test
    void aForgottenListIsNoLongerInTheCache() {
        insert("foo.*");
        for (int i = 0; i < 1_000; i++) {
            match("foo." + i);
        }
        assertThat(list.stats().cached()).isGreaterThan(900);
        cache.forget(list);
        assertThat(list.stats().cached()).isZero();
        assertThat(list.stats().totalFanout()).isZero();
        assertThat(match("foo.1").plainCount()).isEqualTo(1);
    }

    private void fill(int n) {
        for (int i = 0; i < n; i++) {
            insert("fill." + i + ".x");
        }
    }

    private long misses() {
        SublistStats stats = list.stats();
        return stats.matches() - stats.cacheHits();
    }

    private Sub insert(String pattern) {
        Sub sub = Sub.on(pattern);
        assertThat(list.insert(sub)).isTrue();
        return sub;
    }

    private SublistResult<Sub> match(String literal) {
        return cache.match(list, bytes(literal), 0, literal.length());
    }
}
