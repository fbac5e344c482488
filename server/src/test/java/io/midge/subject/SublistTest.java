package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SublistTest {
    private final Sublist<Sub> list = new Sublist<>();

    @Test
    void nobodyIsInterestedInAnythingAtFirst() {
        assertThat(match("foo")).isSameAs(SublistResult.empty());
        assertThat(match("")).isSameAs(SublistResult.empty());
        assertThat(list.hasInterest(bytes("foo"), 0, 3)).isFalse();
        assertThat(list.count()).isZero();
    }

    @Test
    void anInvalidSubjectIsRefused() {
        assertThat(list.insert(Sub.on("foo..bar"))).isFalse();
        assertThat(list.insert(Sub.on("foo.>.bar"))).isFalse();
        assertThat(list.remove(Sub.on(".foo"))).isFalse();
        assertThat(list.count()).isZero();
    }

    @Test
    void subscriptionsAreToldApartByIdentity() {
        Sub one = insert("foo");
        Sub two = insert("foo");
        assertThat(match("foo").plainCount()).isEqualTo(2);
        assertThat(list.remove(Sub.on("foo"))).isFalse();
        assertThat(list.remove(one)).isTrue();
        assertThat(list.remove(one)).isFalse();
        assertThat(match("foo").plain(0)).isSameAs(two);
    }

    @Test
    void theSameSubscriptionTwiceIsAMistakeOfTheCaller() {
        Sub sub = insert("foo");
        assertThatThrownBy(() -> list.insert(sub)).isInstanceOf(IllegalStateException.class);
        assertThat(list.count()).isEqualTo(1);
        assertThat(match("foo").plainCount()).isEqualTo(1);
    }

    @Test
    void oneNodeAnswersWithTheSameObjectEachTime() {
        insert("foo.*");
        assertThat(match("foo.bar")).isSameAs(match("foo.baz"));
    }

    @Test
    void groupsOfTheSameNameAreOneGroupWhereverTheyAreSubscribed() {
        Sub a = Sub.on("foo.bar", "q");
        Sub b = Sub.on("foo.*", "q");
        Sub c = Sub.on("foo.>", "other");
        Sub d = insert("*.bar");
        List.of(a, b, c).forEach(list::insert);
        SublistResult<Sub> result = match("foo.bar");
        assertThat(result.groupCount()).isEqualTo(2);
        assertThat(result.plainCount()).isEqualTo(1);
        assertThat(result.plain(0)).isSameAs(d);
        int q = result.groupSize(0) == 2 ? 0 : 1;
        assertThat(result.groupName(q)).isEqualTo(bytes("q"));
        assertThat(List.of(result.member(q, 0), result.member(q, 1))).containsExactlyInAnyOrder(a, b);
        assertThat(result.member(1 - q, 0)).isSameAs(c);
        assertThat(match("foo.bar").groupCount()).as("nodes keep their own").isEqualTo(2);
        assertThat(match("foo.x").groupSize(0)).isEqualTo(1);
    }

    @Test
    void aResultDoesNotChangeWhenTheListDoes() {
        List<Sub> subs = new ArrayList<>();
        List<SublistResult<Sub>> results = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            results.add(match("foo"));
            subs.add(insert("foo"));
        }
        for (int i = 0; i < 600; i++) {
            SublistResult<Sub> result = results.get(i);
            assertThat(result.plainCount()).isEqualTo(i);
            for (int s = 0; s < i; s++) {
                assertThat(result.plain(s)).isSameAs(subs.get(s));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 24, 25, 48, 49, 255, 256, 257, 258, 511, 512, 513, 700})
    void manyOnOneSubjectComeAndGoInAnyOrder(int n) {
        for (String pattern : List.of("foo", "*", ">")) {
            List<Sub> subs = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                subs.add(insert(pattern));
            }
            Collections.shuffle(subs, new Random(n));
            while (!subs.isEmpty()) {
                SublistResult<Sub> before = match("foo");
                List<Sub> seen = plain(before);
                assertThat(seen).hasSameSizeAs(subs);
                assertThat(list.remove(subs.remove(subs.size() - 1))).isTrue();
                assertThat(plain(before)).isEqualTo(seen);
            }
            assertThat(match("foo").isEmpty()).isTrue();
        }
    }

    @Test
    void manyGroupsOnOneSubjectComeAndGoInAnyOrder() {
        List<Sub> subs = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            Sub sub = Sub.on(i % 3 == 0 ? "foo.*" : "foo.bar", "q" + i % 300);
            subs.add(sub);
            list.insert(sub);
        }
        assertThat(match("foo.bar").groupCount()).isEqualTo(300);
        Collections.shuffle(subs, new Random(1));
        while (!subs.isEmpty()) {
            list.remove(subs.remove(subs.size() - 1));
            TreeSet<String> expected = new TreeSet<>();
            subs.forEach(sub -> expected.add(sub.toString().replaceAll(".* ", "")));
            SublistResult<Sub> result = match("foo.bar");
            assertThat(result.groupCount()).isEqualTo(expected.size());
            assertThat(result.size()).isEqualTo(subs.size());
        }
        assertThat(match("foo.bar").isEmpty()).isTrue();
    }

    @Test
    void nothingIsLeftOfSubscriptionsThatHaveGone() {
        insert("x.y.z");
        for (int i = 0; i < 100_000; i++) {
            Sub sub = insert("x.y." + i);
            Sub deep = insert("x." + i + ".a.*.b.>");
            list.remove(deep);
            list.remove(sub);
        }
        Trie<Sub> trie = list.trie();
        assertThat(trie.nodes()).isEqualTo(3);
        assertThat(trie.slots()).isLessThan(32);
    }

    @Test
    void aBranchThatOthersUseIsNotCutOff() {
        insert("a.b");
        insert("a.b.c.d");
        insert("a.*.x");
        insert("a.>");
        for (String pattern : List.of("a.b.c", "a.b.c.d.e", "a.b.c.d.>", "a.*.x.y.z", "a.*", "a.b.*", "a", "*.b")) {
            Sub sub = insert(pattern);
            assertThat(list.remove(sub)).isTrue();
            assertThat(list.trie().nodes()).as(pattern).isEqualTo(6);
            assertThat(match("a.b").plainCount()).as(pattern).isEqualTo(2);
            assertThat(match("a.b.c.d").plainCount()).as(pattern).isEqualTo(2);
            assertThat(match("a.q.x").plainCount()).as(pattern).isEqualTo(2);
        }
    }

    @Test
    void aTableWithManyComersAndGoersKeepsWhoStays() {
        Random random = new Random(5);
        List<Sub> staying = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            staying.add(insert("stay." + i));
        }
        List<Sub> others = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (others.size() < 200 && random.nextBoolean()) {
                others.add(insert("stay.x" + i));
            } else if (!others.isEmpty()) {
                list.remove(others.remove(random.nextInt(others.size())));
            }
            if (i % 1000 == 0) {
                staying.forEach(sub -> assertThat(plain(match(sub.toString()))).containsExactly(sub));
            }
        }
        assertThat(list.trie().slots()).isLessThanOrEqualTo(2048);
    }

    @Test
    void eachSubscriptionIsShown() {
        List<Sub> subs = List.of(
                insert("foo"), insert("*"), insert(">"), insert("foo.bar.>"), insert("*.x"), insert("foo.bar.baz"));
        Sub member = Sub.on("foo", "q");
        list.insert(member);
        List<Sub> shown = new ArrayList<>();
        list.forEach(shown::add);
        assertThat(shown).hasSize(7).containsAll(subs).contains(member);
    }

    @Test
    void whatHappensIsCounted() {
        MatchCache<Sub> cache = new MatchCache<>();
        Sub sub = insert("foo.*");
        insert("foo.bar");
        list.remove(insert("zzz"));
        for (int i = 0; i < 3; i++) {
            cache.match(list, bytes("foo.bar"), 0, 7);
        }
        cache.match(list, bytes("nobody"), 0, 6);
        list.match(bytes("foo.bar"), 0, 7);
        SublistStats stats = list.stats();
        assertThat(stats).isEqualTo(new SublistStats(2, 2, 3, 1, 5, 2, 2, 2));
        assertThat(stats.cacheHitRate()).isEqualTo(0.4);
        assertThat(stats.avgFanout()).isEqualTo(1.0);
        assertThat(stats.plus(stats)).isEqualTo(new SublistStats(4, 4, 6, 2, 10, 4, 2, 4));
        assertThat(SublistStats.NONE.avgFanout()).isZero();
        assertThat(list.remove(sub)).isTrue();
    }

    private Sub insert(String pattern) {
        Sub sub = Sub.on(pattern);
        assertThat(list.insert(sub)).isTrue();
        return sub;
    }

    private SublistResult<Sub> match(String literal) {
        return list.match(bytes(literal), 0, literal.length());
    }

    private static List<Sub> plain(SublistResult<Sub> result) {
        List<Sub> subs = new ArrayList<>();
        for (int i = 0; i < result.plainCount(); i++) {
            subs.add(result.plain(i));
        }
        return subs;
    }
}
