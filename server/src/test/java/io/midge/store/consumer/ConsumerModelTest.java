package io.midge.store.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a consumer, its state is what nats-server's would be, and the operations that its log tells make the same
 * state elsewhere, over bytes, applied once or again, and so do its snapshots.
 */
class ConsumerModelTest {
    private final OpFrame frame = new OpFrame();
    private Random random = new Random();
    private long now = 1_763_737_200_000_000_000L;
    private Consumers applied = new Consumers();
    private List<byte[]> file = new ArrayList<>();
    private NaiveConsumer naive = new NaiveConsumer(AckPolicy.NONE, 0);
    private ConsumerLog log = new ConsumerLog(new ConsumerState(AckPolicy.NONE, 0));
    private long ops;

    @ParameterizedTest
    @EnumSource(AckPolicy.class)
    void followsTheModel(AckPolicy policy) throws IOException, BadFrameException {
        follow(policy, 4_000);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(AckPolicy.class)
    void followsTheModelForLong(AckPolicy policy) throws IOException, BadFrameException {
        follow(policy, 120_000);
    }

    private void follow(AckPolicy policy, int steps) throws IOException, BadFrameException {
        for (int seed = 0; seed < 3; seed++) {
            random = new Random(seed);
            start(policy);
            for (int i = 0; i < steps; i++) {
                String step = step();
                if (i % 16 == 0 || naive.pending.size() < 20) {
                    compare("seed " + seed + ", step " + i + ", " + step);
                }
                assertThat(log.state().fault(naive.deliveredStream)).isEmpty();
                if (random.nextInt(1 << random.nextInt(10)) == 0) {
                    flush();
                }
                if (random.nextInt(500) == 0) {
                    snapshot();
                }
                if (naive.pending.size() > 300) {
                    naive.pending.keySet().stream().toList().forEach(this::ack);
                }
            }
        }
        assertThat(ops).isGreaterThan(1000);
    }

    private void compare(String where) {
        String words = NaiveConsumer.words(log.state());
        if (!words.equals(naive.toString())) {
            fail(where + ": " + difference(words, naive.toString()));
        }
    }

    private void start(AckPolicy policy) throws BadFrameException {
        applied = new Consumers();
        file = new ArrayList<>();
        ConsumerFrames frames = new ConsumerFrames()
                .add(1, now, new ConsumerOp.Create("dlc", policy, 10, now, new Blob(new byte[] {1, 2})));
        apply(frames);
        naive = new NaiveConsumer(policy, 10);
        log = new ConsumerLog(state());
    }

    private ConsumerState state() {
        return Objects.requireNonNull(applied.find(1)).state();
    }

    private void apply(ConsumerFrames frames) throws BadFrameException {
        for (int at = 0; at < frames.length(); ) {
            frame.read(frames.buf(), at, frames.length());
            applied.apply(frame);
            at += OpFrame.padded(frame.length());
            ops++;
        }
    }

    private void flush() throws BadFrameException {
        boolean dirty = log.isDirty();
        ConsumerFrames frames = new ConsumerFrames();
        log.flush(op -> frames.add(1, now, op));
        assertThat(frames.isEmpty()).isEqualTo(!dirty);
        apply(frames);
        same(state(), log.state());
        assertThat(log.isDirty() || log.isDue()).isFalse();
        if (random.nextInt(10) == 0) {
            apply(frames);
            same(state(), log.state());
        }
    }

    private static void same(ConsumerState one, ConsumerState other) {
        PackedOut bytes = new PackedOut(64);
        PackedOut others = new PackedOut(64);
        StateCode.put(one, bytes);
        StateCode.put(other, others);
        if (!Arrays.equals(bytes.toBytes(), others.toBytes())) {
            fail(difference(
                    NaiveConsumer.words(one) + " " + one.deliveredNs() + " " + one.ackedNs(),
                    NaiveConsumer.words(other) + " " + other.deliveredNs() + " " + other.ackedNs()));
        }
    }

    private static String difference(String one, String other) {
        List<String> left = new ArrayList<>(List.of(one.split(" ")));
        List<String> right = new ArrayList<>(List.of(other.split(" ")));
        left.removeAll(List.of(other.split(" ")));
        right.removeAll(List.of(one.split(" ")));
        return left + " instead of " + right;
    }

    /** Writes what is applied, reads it, and goes on with what was read, without what was not applied. */
    private void snapshot() throws IOException, BadFrameException {
        boolean everything = random.nextInt(5) == 0;
        if (everything) {
            file.clear();
        }
        applied.write(
                everything || file.isEmpty(),
                now,
                (buf, off, length) -> file.add(Arrays.copyOfRange(buf, off, off + length)));
        assertThat(applied.isChanged()).isFalse();
        Consumers read = new Consumers();
        for (byte[] each : file) {
            frame.read(each, 0, each.length);
            read.read(each, frame.bodyOffset(), frame.bodyLength());
        }
        same(Objects.requireNonNull(read.find("dlc")).state(), state());
        if (!log.isDirty()) {
            applied = read;
            log = new ConsumerLog(state());
            same(log.state(), state());
        }
    }

    private String step() {
        now += random.nextInt(1000);
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> deliver();
            case 7, 8 -> again();
            case 9, 10, 11, 12, 13 -> ack(pick());
            case 14 -> ack(naive.deliveredStream - random.nextInt(20) + 2);
            case 15 -> giveUp();
            case 16 -> delay();
            case 17 -> skip();
            case 18 -> forget();
            default -> seldom();
        };
    }

    private String deliver() {
        int many = random.nextInt(5) == 0 ? random.nextInt(30) : 1;
        for (int i = 0; i < many; i++) {
            long consumerSeq = naive.deliveredConsumer + 1;
            long streamSeq = naive.deliveredStream + 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
            log.delivered(consumerSeq, streamSeq, now);
            naive.delivered(consumerSeq, streamSeq, 1, now);
            now += random.nextInt(3) == 0 ? 1 : 0;
        }
        return "deliver " + many;
    }

    private long pick() {
        if (naive.pending.isEmpty() || random.nextInt(20) == 0) {
            return Math.max(1, naive.floorStream - 3 + random.nextInt(20));
        }
        Long near = naive.pending.ceilingKey(naive.floorStream + 1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 10));
        return near == null ? naive.pending.firstKey() : near;
    }

    private String again() {
        long seq = pick();
        if (naive.policy == AckPolicy.NONE || seq > naive.deliveredStream) {
            return "nothing";
        }
        int deliveries = naive.redelivered.getOrDefault(seq, 0) + 2;
        long consumerSeq = naive.deliveredConsumer + 1;
        log.redelivered(consumerSeq, seq, deliveries, now);
        naive.delivered(consumerSeq, seq, deliveries, now);
        return "again " + seq;
    }

    private String ack(long seq) {
        NaiveConsumer.Pending known = naive.pending.get(seq);
        long consumerSeq = known == null || random.nextInt(8) == 0
                ? naive.deliveredConsumer - random.nextInt(3) + random.nextInt(2)
                : known.consumerSeq;
        boolean waited = log.state().isPending(seq);
        boolean acked = log.acked(consumerSeq, seq, now, false);
        naive.acked(consumerSeq, seq);
        if (naive.policy == AckPolicy.EXPLICIT) {
            assertThat(acked).isEqualTo(waited);
        }
        return "ack " + consumerSeq + ":" + seq;
    }

    private String giveUp() {
        long seq = pick();
        if (naive.policy == AckPolicy.NONE) {
            return "nothing";
        }
        int count = naive.redelivered.getOrDefault(seq, 0) + 1;
        log.givenUp(seq, count);
        naive.givenUp(seq, count);
        return "give up " + seq;
    }

    private String delay() {
        long seq = pick();
        log.delayed(seq, now + 5000);
        naive.delayed(seq, now + 5000);
        return "delay " + seq;
    }

    private String skip() {
        long seq = naive.deliveredStream + random.nextInt(10) - 3;
        log.skipped(seq);
        naive.skipped(seq);
        return "skip " + seq;
    }

    private String forget() {
        long below = naive.floorStream - 10 + random.nextInt(20);
        log.forgotten(below);
        naive.forgotten(below);
        return "forget " + below;
    }

    private String seldom() {
        if (random.nextInt(5) > 0) {
            return "nothing";
        }
        long seq = naive.floorStream + random.nextInt(15) - 2;
        return switch (random.nextInt(4)) {
            case 0 -> {
                log.reset(seq < 0 ? 0 : seq);
                naive.reset(seq < 0 ? 0 : seq);
                yield "reset " + seq;
            }
            case 1 -> {
                log.rollBack(state());
                rewind();
                yield "roll back";
            }
            default -> {
                log.purged(Math.max(1, seq));
                naive.purged(Math.max(1, seq));
                yield "purge " + seq;
            }
        };
    }

    /** The model goes back to what is applied. */
    private void rewind() {
        ConsumerState state = state();
        naive.reset(0);
        naive.deliveredConsumer = state.deliveredConsumer();
        naive.deliveredStream = state.deliveredStream();
        naive.floorConsumer = state.floorConsumer();
        naive.floorStream = state.floorStream();
        state.forEachPending(
                (seq, consumerSeq, ns) -> naive.pending.put(seq, new NaiveConsumer.Pending(consumerSeq, ns)));
        state.forEachRedelivered(naive.redelivered::put);
    }
}
