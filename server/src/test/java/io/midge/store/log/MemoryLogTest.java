package io.midge.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.subject.ThreadMeter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLogTest {
    private static final int MIB = 1 << 20;

    private final SubjectIndex index = new SubjectIndex();
    private final SlabPool pool = new SlabPool(256 * MIB);
    private final MemoryLog log = new MemoryLog(pool);
    private final NaiveLog naive = new NaiveLog();
    private final OpFrame writer = new OpFrame();
    private final OpFrame reader = new OpFrame();
    private final StoredMessage message = new StoredMessage();
    private final StoredMessage expected = new StoredMessage();
    private byte[] buf = new byte[256];
    private Random random = new Random(1);
    private long seq;
    private long time = 1_000;

    private SubjectFilter filter(String... patterns) {
        return SubjectFilter.of(
                index, Arrays.stream(patterns).map(each -> each.getBytes(UTF_8)).toList());
    }

    private OpFrame frame(String subject, int headers, int payload) {
        byte[] body = new byte[headers + payload];
        random.nextBytes(body);
        MessageParts parts = MessageParts.of(
                subject.getBytes(UTF_8), Arrays.copyOf(body, headers), Arrays.copyOfRange(body, headers, body.length));
        int size = OpFrame.size(parts.length());
        buf = buf.length < size + 8 ? new byte[size + 8] : buf;
        writer.putMessage(buf, 8, seq, time, random.nextInt(3) - 1, random.nextInt(256), parts);
        return reader.trusted(buf, 8);
    }

    private int append(String subject, int headers, int payload) throws IOException {
        seq++;
        int id = index.add(subject.getBytes(UTF_8), 0, subject.length(), seq);
        OpFrame frame = frame(subject, headers, payload);
        log.append(frame, 0, id);
        naive.append(frame, 0, id);
        return id;
    }

    /** How many subjects there are, how large messages are, and of how many one in a hundred is deleted at random. */
    @ParameterizedTest
    @CsvSource({"1, 5, 200, 30", "2, 2000, 1000, 60", "3, 300, 30, 99", "4, 40, 20000, 50", "5, 100000, 100, 5"})
    void itAnswersAsASortedMap(long seed, int subjects, int largest, int deleting) throws IOException {
        random = new Random(seed);
        List<SubjectFilter> filters = List.of(
                filter(">"),
                filter("s.1"),
                filter("s.*"),
                filter("s.*.even"),
                filter("s.3.>", "s.4"),
                filter("t.>"),
                filter("s.>"));
        for (int i = 0; i < 20_000; i++) {
            seq += random.nextInt(20) == 0 ? random.nextInt(50) : 0;
            seq += random.nextInt(10_000) == 0 ? 5_000_000_000L : 0;
            time += random.nextInt(100) - 10;
            int number = random.nextInt(subjects);
            append("s." + number + (number % 2 == 0 ? ".even" : ""), random.nextInt(3) * 11, random.nextInt(largest));
            if (random.nextInt(100) < deleting) {
                delete(near());
            }
            if (random.nextInt(500) == 0) {
                deleteRange();
            }
            if (i % 8 == 0 || naive.messages.size() < 300) {
                ask(filters.get(random.nextInt(filters.size())));
            }
        }
        log.firstIs(seq + 1);
        assertThat(log.used()).isLessThanOrEqualTo(SlabPool.SMALLEST);
        log.close();
        assertThat(pool.used()).isZero();
    }

    private long near() {
        Long first = naive.messages.isEmpty() ? Long.valueOf(1) : naive.messages.firstKey();
        Long any = naive.messages.ceilingKey(first + (long) (random.nextDouble() * (seq - first)));
        return any == null ? seq : any - random.nextInt(2);
    }

    private void delete(long gone) {
        int id = naive.subjectOf(gone);
        if (id >= 0) {
            index.remove(id, gone);
        }
        naive.deleted(gone, gone);
        log.deleted(gone, gone);
    }

    private void deleteRange() {
        long from = random.nextBoolean() ? 0 : near();
        long to = from == 0 ? near() / 2 : from + random.nextInt(2_000);
        naive.messages.subMap(from, true, to, true).forEach((gone, kept) -> index.remove(kept.subject, gone));
        naive.deleted(from, to);
        if (from == 0) {
            log.firstIs(to + 1);
        } else {
            log.deleted(from, to);
        }
    }

    private void ask(SubjectFilter filter) {
        long from = near();
        same(log.next(from, filter, message), naive.next(from, filter, expected));
        same(log.previous(from, filter, message), naive.previous(from, filter, expected));
        same(log.read(from, message) ? from : -1, naive.read(from, expected) ? from : -1);
        int id = naive.subjectOf(near());
        equal(log.subjectOf(from), naive.subjectOf(from));
        equal(log.nextOf(id, from), id < 0 ? -1 : naive.nextOf(id, from));
        equal(log.previousOf(id, from), id < 0 ? -1 : naive.previousOf(id, from));
        if (random.nextInt(100) == 0) {
            equal(log.count(from, filter), naive.count(from, filter));
            equal(log.count(0, filter), naive.count(0, filter));
            long at = 1_000 + (long) (random.nextDouble() * (time - 900));
            equal(log.atTime(at), naive.atTime(at));
            long total = log.used();
            assertThat(total)
                    .isLessThanOrEqualTo(naive.used() * 5 / 2 + 4 * MIB)
                    .isEqualTo(pool.used());
        }
    }

    private static void equal(long actual, long wanted) {
        if (actual != wanted) {
            assertThat(actual).isEqualTo(wanted);
        }
    }

    private void same(long actual, long wanted) {
        equal(actual, wanted);
        if (wanted == MessageLog.NONE) {
            return;
        }
        boolean same = message.seq == expected.seq
                && message.time == expected.time
                && message.ttl == expected.ttl
                && message.flags == expected.flags
                && Arrays.equals(part(message, 0), part(expected, 0))
                && Arrays.equals(part(message, 1), part(expected, 1))
                && Arrays.equals(part(message, 2), part(expected, 2));
        assertThat(same).as("message %s", wanted).isTrue();
    }

    private static byte[] part(StoredMessage of, int part) {
        return switch (part) {
            case 0 -> Arrays.copyOfRange(of.subject, of.subjectOffset, of.subjectOffset + of.subjectLength);
            case 1 -> Arrays.copyOfRange(of.headers, of.headersOffset, of.headersOffset + of.headersLength);
            default -> Arrays.copyOfRange(of.payload, of.payloadOffset, of.payloadOffset + of.payloadLength);
        };
    }

    @Test
    void messagesOfManyMegabytesLieInPieces() throws IOException {
        for (int size : new int[] {MIB - 25, MIB - 24, MIB, 5 * MIB + 17, 3, 2 * MIB - 60, 100}) {
            append("large", 7, size);
            append("s.small", 0, 10);
        }
        for (long each = 1; each <= seq; each++) {
            same(log.read(each, message) ? each : -1, naive.read(each, expected) ? each : -1);
        }
        assertThat(log.used()).isLessThan(13 * MIB);
        delete(7);
        assertThat(log.used()).isLessThan(8 * MIB);
        same(log.next(6, filter(">"), message), naive.next(6, filter(">"), expected));
        log.firstIs(seq + 1);
        log.close();
        assertThat(pool.used()).isZero();
    }

    @Test
    void aLargeMessageIsFoundWhereAllSmallOnesAreGone() throws IOException {
        append("small", 0, 10);
        delete(1);
        append("large", 0, 70_000);
        append("small", 0, 10);
        for (long each = 1; each <= seq; each++) {
            same(log.read(each, message) ? each : -1, naive.read(each, expected) ? each : -1);
        }
        same(log.next(0, filter("large"), message), naive.next(0, filter("large"), expected));
        assertThat(log.used()).isEqualTo(pool.used());
    }

    @Test
    void aFewThatStayAmongManyThatGoHoldLittle() throws IOException {
        for (int i = 0; i < 40_000; i++) {
            append(i % 500 == 0 ? "s.stays" : "s.goes", 0, 500);
        }
        assertThat(log.used()).isGreaterThan(20 * MIB);
        for (long each = 1; each <= seq; each++) {
            if ((each - 1) % 500 != 0) {
                delete(each);
            }
        }
        assertThat(log.count(0, filter("s.stays"))).isEqualTo(80);
        assertThat(log.used()).isLessThan(3 * MIB / 2);
        for (long each = 1; each <= seq; each += 500) {
            same(log.read(each, message) ? each : -1, naive.read(each, expected) ? each : -1);
        }
    }

    @Test
    void whenMemoryIsSpentItSaysSoAndGoesOnWhenThereIsSome() throws IOException {
        SlabPool small = new SlabPool(300_000);
        MemoryLog one = new MemoryLog(small);
        MemoryLog other = new MemoryLog(small);
        long[] count = new long[1];
        assertThatThrownBy(() -> {
                    for (seq = 1; ; seq++) {
                        one.append(frame("a", 0, 1_000), 0, 0);
                        count[0]++;
                    }
                })
                .isInstanceOf(SpentException.class)
                .hasMessageContaining("262144");
        assertThat(count[0]).isBetween(180L, 255L);
        assertThatThrownBy(() -> other.append(frame("a", 0, 1_000), 0, 0)).isInstanceOf(SpentException.class);
        assertThatThrownBy(() -> other.append(frame("a", 0, 5_000_000), 0, 0)).isInstanceOf(SpentException.class);
        assertThat(one.read(count[0], message)).isTrue();
        assertThat(one.read(count[0] + 1, message)).isFalse();
        one.firstIs(count[0]);
        other.append(frame("a", 0, 1_000), 0, 0);
        assertThat(other.used()).isEqualTo(SlabPool.SMALLEST);
        one.close();
        other.close();
        assertThat(small.used()).isZero();
        assertThat(small.taken()).isEqualTo(262_144);
    }

    @Test
    void aStreamThatIsReadAsItIsWrittenStaysInOnePlaceAndAllocatesNothing() throws IOException {
        OpFrame frame = new OpFrame();
        byte[] bytes = new byte[256];
        MessageParts parts = MessageParts.of(new byte[] {'a'}, new byte[0], new byte[100]);
        SubjectFilter all = SubjectFilter.all(index);
        long[] failed = new long[1];
        long allocated = new ThreadMeter().allocatedBytes(() -> {
            for (int i = 0; i < 200_000; i++) {
                seq++;
                writer.putMessage(bytes, 0, seq, 5, 0, 0, parts);
                try {
                    log.append(frame.trusted(bytes, 0), 0, 0);
                } catch (IOException e) {
                    failed[0]++;
                }
                failed[0] += log.next(seq, all, message) == seq && message.payloadLength == 100 ? 0 : 1;
                log.deleted(seq, seq);
            }
        });
        assertThat(failed[0]).isZero();
        assertThat(allocated).isLessThan(10_000);
        assertThat(log.used()).isEqualTo(SlabPool.SMALLEST);
    }

    @Test
    void whatIsDeletedAloneIsOverwritten() throws Exception {
        append("a", 0, 10);
        append("a", 0, 10);
        SlabPool.Piece piece = pieces().get(0);
        byte[] gone = new byte[11];
        piece.memory.get(24, gone);
        assertThat(gone).isNotEqualTo(new byte[11]);
        delete(1);
        piece.memory.get(24, gone);
        assertThat(gone).isEqualTo(new byte[11]);
        same(log.read(2, message) ? 2 : -1, naive.read(2, expected) ? 2 : -1);
    }

    private List<SlabPool.Piece> pieces() throws ReflectiveOperationException {
        var slabs = MemoryLog.class.getDeclaredField("slabs");
        slabs.setAccessible(true);
        var pieces = MemorySlab.class.getDeclaredField("pieces");
        pieces.setAccessible(true);
        return List.of((SlabPool.Piece[]) pieces.get(((List<?>) slabs.get(log)).get(0)));
    }

    @Test
    void onlyMessagesThatFollowAreTaken() throws IOException {
        int id = append("a", 0, 10);
        OpFrame again = frame("a", 0, 10);
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(again, 0, id));
        byte[] bytes = new byte[64];
        writer.put(bytes, 0, OpType.EVICT, 0, 99, 0, 0);
        log.append(reader.trusted(bytes, 0), 0, -1);
        assertThat(log.read(99, message)).isFalse();
        writer.put(bytes, 0, OpType.LARGE, 0, 99, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(reader.trusted(bytes, 0), 0, id));
        assertThat(log.count(0, SubjectFilter.all(index))).isOne();
    }

    @Test
    void anEmptyLogHasNothing() {
        SubjectFilter all = SubjectFilter.all(index);
        assertThat(log.next(0, all, message)).isEqualTo(MessageLog.NONE);
        assertThat(log.previous(9, all, message)).isEqualTo(MessageLog.NONE);
        assertThat(log.read(1, message)).isFalse();
        assertThat(log.nextOf(0, 0)).isEqualTo(MessageLog.NONE);
        assertThat(log.previousOf(0, 9)).isEqualTo(MessageLog.NONE);
        assertThat(log.subjectOf(1)).isEqualTo(SubjectIndex.NONE);
        assertThat(log.count(0, all)).isZero();
        assertThat(log.atTime(0)).isEqualTo(MessageLog.NONE);
        log.deleted(1, 100);
        log.firstIs(50);
        assertThat(log.used()).isZero();
    }
}
