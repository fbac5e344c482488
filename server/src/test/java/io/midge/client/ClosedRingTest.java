package io.midge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClosedRingTest {
    private static ClosedClient closed(long cid, int details) {
        ClosedClient.Detail detail = new ClosedClient.Detail("foo", "", "1", 2, 3);
        OpenClient last = new OpenClient(
                cid,
                "127.0.0.1",
                1,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                details,
                "n",
                "l",
                "v",
                "",
                "$G",
                null);
        return new ClosedClient(
                last, Instant.EPOCH.plusSeconds(3), ClosedReason.CLIENT_CLOSED, Collections.nCopies(details, detail));
    }

    private static List<Long> cids(ClosedRing ring) {
        return ring.all().stream().map(ClosedClient::cid).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void theLastOnesAreKeptInOrder() {
        ClosedRing ring = new ClosedRing(5);
        assertThat(ring.all()).isEmpty();
        for (long cid = 1; cid <= 23; cid++) {
            ring.add(closed(cid, 0));
            assertThat(cids(ring)).isEqualTo(range(Math.max(1, cid - 4), cid));
            assertThat(ring.total()).isEqualTo(cid);
        }
    }

    @Test
    void noneIsKeptWhenNoneIsWanted() {
        for (int max : new int[] {0, -1}) {
            ClosedRing ring = new ClosedRing(max);
            ring.add(closed(1, 10));
            ring.add(closed(2, 10));
            assertThat(ring.all()).isEmpty();
            assertThat(ring.total()).isEqualTo(2);
        }
    }

    @Test
    void whatIsReturnedDoesNotChange() {
        ClosedRing ring = new ClosedRing(2);
        ring.add(closed(1, 0));
        List<ClosedClient> before = ring.all();
        ring.add(closed(2, 0));
        ring.add(closed(3, 0));
        assertThat(before).hasSize(1);
    }

    @Test
    void theOldestLoseTheirDetailsWhenAllTogetherAreTooMany() {
        int each = closed(1, 10).weight();
        ClosedRing ring = new ClosedRing(5, 3L * each);
        for (long cid = 1; cid <= 12; cid++) {
            ring.add(closed(cid, 10));
            List<ClosedClient> all = ring.all();
            assertThat(all).allMatch(client -> client.subscriptions() == 10);
            List<ClosedClient> detailed = new ArrayList<>(all);
            detailed.removeIf(client -> client.details().isEmpty());
            assertThat(detailed)
                    .extracting(ClosedClient::cid)
                    .containsExactlyElementsOf(range(Math.max(1, cid - 2), cid));
        }
        for (long cid = 13; cid <= 17; cid++) {
            ring.add(closed(cid, 0));
        }
        ring.add(closed(18, 30));
        assertThat(ring.all().getLast().details())
                .as("room that the others left")
                .hasSize(30);
        ring.add(closed(19, 31));
        assertThat(ring.all().getLast().details()).as("more than there may be").isEmpty();
        ring.add(closed(20, 1));
        assertThat(ring.all().getLast().details()).hasSize(1);
    }

    @Test
    void timesAreCountedFromItsEnd() {
        assertThat(closed(1, 0).uptime()).hasSeconds(3);
        assertThat(closed(1, 0).idle()).hasSeconds(2);
    }
}
