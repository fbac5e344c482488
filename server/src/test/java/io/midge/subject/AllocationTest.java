package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the path of each message must not do. */
class AllocationTest {
    private static final int OPERATIONS = 1_000_000;
    /** Reading the counter itself allocates a little; one byte per operation would be a million. */
    private static final long NOISE = 10_000;

    private final Sublist<Sub> list = new Sublist<>();
    private final MatchCache<Sub> cache = new MatchCache<>();
    private long found;

    @Test
    void aHitAllocatesNothing() {
        byte[] buf = bytes("PUB foo.bar 2 PUB foo.baz 2");
        list.insert(Sub.on("foo.bar"));
        list.insert(Sub.on("foo.*"));
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                found += cache.match(list, buf, 4, 7).plainCount();
                found += cache.match(list, buf, 18, 7).plainCount();
            }
        });
        assertThat(allocated).isLessThan(NOISE);
        assertThat(found).isEqualTo(2L * 3 * OPERATIONS);
    }

    @Test
    void aMatchOfOneNodeAllocatesNothing() {
        byte[] plain = bytes("foo.bar.some-longer-token");
        byte[] inbox = bytes("_INBOX.nuid-of-22-characters.17");
        list.insert(Sub.on(plain));
        list.insert(Sub.on("foo.bar.some-longer-token", "workers"));
        list.insert(Sub.on("_INBOX.nuid-of-22-characters.*"));
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                found += list.match(plain, 0, plain.length).fanout();
                found += cache.match(list, inbox, 0, inbox.length).fanout();
            }
        });
        assertThat(allocated).isLessThan(NOISE);
        assertThat(found).isEqualTo(2L * 3 * OPERATIONS);
    }

    @Test
    void aMillionSubjectsUnderOneWildcardAllocateNothing() {
        list.insert(Sub.on("sensor.*.temperature"));
        byte[] buf = bytes("sensor.0000000.temperature");
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                number(buf, i);
                found += cache.match(list, buf, 0, buf.length).plainCount();
            }
        });
        assertThat(allocated).isLessThan(NOISE);
        assertThat(found).isEqualTo(2L * OPERATIONS);
    }

    @Test
    void aTransformAllocatesNothing() throws TransformException {
        Transform swap = Transform.of("orders.*.*", "shop.$2.$1.{{partition(10,1)}}.{{split(2,-)}}");
        SubjectBuffer into = new SubjectBuffer();
        byte[] buf = bytes("PUB orders.eu.no-17 2");
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                found += swap.source().matches(buf, 4, 15) ? 1 : 0;
                swap.apply(buf, 4, 15, bound -> 0, into);
                found += into.length();
            }
        });
        assertThat(allocated).isLessThan(NOISE);
        assertThat(found).isEqualTo(2L * (1 + 21) * OPERATIONS);
    }

    private static void number(byte[] buf, int number) {
        int rest = number;
        for (int i = 13; i > 6; i--) {
            buf[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
