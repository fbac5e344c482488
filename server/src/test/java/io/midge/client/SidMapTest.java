package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SidMapTest {
    private static final Subscriber NOBODY = (subscription, frame, from, publisher) -> false;

    private final SidMap map = new SidMap(1);

    private static Subscription subscription(String sid) {
        return new Subscription(NOBODY, new byte[] {'a'}, null, sid.getBytes(ISO_8859_1), true, false);
    }

    private static String sid(Subscription subscription) {
        return new String(subscription.sid(), ISO_8859_1);
    }

    private @Nullable Subscription get(String sid) {
        byte[] b = ("x" + sid + "y").getBytes(ISO_8859_1);
        return map.get(b, 1, b.length - 2);
    }

    @Test
    void anyMixOfAddingAndRemovingIsAsAHashMapWouldHaveIt() {
        Random random = new Random(1);
        Map<String, Subscription> model = new HashMap<>();
        List<String> sids = new ArrayList<>();
        for (int i = 0; i < 400_000; i++) {
            int phase = i / 50_000 % 2; // grows to thousands, shrinks to few, and again
            if (random.nextInt(10) < (phase == 0 ? 7 : 3)) {
                String sid = Integer.toString(random.nextInt(30_000));
                if (!model.containsKey(sid)) {
                    Subscription added = subscription(sid);
                    map.add(added);
                    model.put(sid, added);
                    sids.add(sid);
                }
            } else if (!sids.isEmpty()) {
                int at = random.nextInt(sids.size());
                String sid = sids.get(at);
                sids.set(at, sids.getLast());
                sids.removeLast();
                assertThat(map.remove(Objects.requireNonNull(model.remove(sid))))
                        .isTrue();
            }
            assertThat(map.size()).isEqualTo(model.size());
            String probe = Integer.toString(random.nextInt(30_000));
            if (get(probe) != model.get(probe)) {
                assertThat(get(probe)).as(probe).isSameAs(model.get(probe));
            }
            if (i % 20_000 == 0) {
                assertSameAs(model);
            }
        }
        assertSameAs(model);
    }

    private void assertSameAs(Map<String, Subscription> model) {
        model.forEach((sid, subscription) -> assertThat(get(sid)).isSameAs(subscription));
        Set<Subscription> all = new HashSet<>();
        map.forEach(all::add);
        assertThat(all).isEqualTo(new HashSet<>(model.values()));
    }

    /** Sids that share a place, and the one next to it: a chain must stay whole whichever link goes. */
    @Test
    void aChainOfSidsInOnePlaceStaysWholeWhicheverGoes() {
        Random random = new Random(2);
        for (int round = 0; round < 2000; round++) {
            List<Subscription> chain = new ArrayList<>();
            for (int i = 0; i < 3 + round % 30; i++) {
                Subscription each = subscription("sid" + random.nextInt(1_000_000_000) + i);
                chain.add(each);
                map.add(each);
            }
            while (!chain.isEmpty()) {
                Subscription gone = chain.remove(random.nextInt(chain.size()));
                assertThat(map.remove(gone)).isTrue();
                assertThat(get(sid(gone))).isNull();
                for (Subscription each : chain) {
                    if (get(sid(each)) != each) {
                        assertThat(get(sid(each))).isSameAs(each);
                    }
                }
            }
            assertThat(map.size()).isZero();
        }
    }

    @Test
    void onlyThisVerySubscriptionIsRemoved() {
        Subscription first = subscription("1");
        Subscription second = subscription("1");
        assertThat(map.remove(first)).isFalse();
        map.add(first);
        assertThat(map.remove(second)).isFalse();
        assertThat(get("1")).isSameAs(first);
        assertThat(map.remove(first)).isTrue();
        assertThat(map.remove(first)).isFalse();
    }

    @Test
    void aSidIsAnyBytes() {
        for (String sid : List.of("", "0", "00", "\0", "\u00ff", "a-long-one-with-many-characters")) {
            map.add(subscription(sid));
        }
        assertThat(map.size()).isEqualTo(6);
        assertThat(Objects.requireNonNull(get("00")).sid()).hasSize(2);
        assertThat(Objects.requireNonNull(get("")).sid()).isEmpty();
        assertThat(get("000")).isNull();
        assertThat(get("a")).isNull();
    }

    @Test
    void clearGivesBackAllThatWasThere() {
        for (int i = 0; i < 100; i++) {
            map.add(subscription(Integer.toString(i)));
        }
        Set<String> cleared = new HashSet<>();
        for (Subscription each : map.clear()) {
            if (each != null) {
                cleared.add(sid(each));
            }
        }
        assertThat(cleared).hasSize(100);
        assertThat(map.size()).isZero();
        assertThat(get("5")).isNull();
        assertThat(map.clear()).isEmpty();
    }
}
