package io.midge.store;

import io.midge.raft.Replicator;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a stream was told, and what of it was acknowledged. On the stream's lane. */
final class StressedStream {
    private static final int MOST = 2_000;
    private static final byte[] NONE = new byte[0];

    final boolean inMemory;

    private final Decision decision = new Decision();
    private final StoredMessage message = new StoredMessage();
    /** Payloads' hashes of what was acknowledged and is not gone. */
    private final TreeMap<Long, Integer> there = new TreeMap<>();
    /** What was proposed, and nobody said how it ended. */
    private final TreeMap<Long, Integer> maybeThere = new TreeMap<>();

    private final TreeSet<Long> maybeGone = new TreeSet<>();
    private @Nullable StreamStore stream;
    private long next = 1;
    private long acknowledged;

    StressedStream(boolean inMemory) {
        this.inMemory = inMemory;
    }

    void serves(StreamStore of) {
        stream = of;
    }

    StreamStore stream() {
        return Objects.requireNonNull(stream);
    }

    long acknowledged() {
        return acknowledged;
    }

    /** It is there again: what it holds must be what is in the book, and counts from now on. */
    void opened(StreamStore of) throws IOException {
        stream = of;
        TreeMap<Long, Integer> found = new TreeMap<>();
        SubjectFilter all = of.filter(List.of());
        for (long seq = of.next(0, all, message); seq > 0; seq = of.next(seq + 1, all, message)) {
            found.put(seq, hash(message));
        }
        if (!inMemory) {
            there.forEach((seq, hash) -> {
                if (!hash.equals(found.get(seq)) && !(maybeGone.contains(seq) && found.get(seq) == null)) {
                    throw new AssertionError(of.name() + ": " + seq + " is missing or another");
                }
            });
            found.forEach((seq, hash) -> {
                if (!hash.equals(there.get(seq)) && !hash.equals(maybeThere.get(seq))) {
                    throw new AssertionError(of.name() + ": " + seq + " should not be there");
                }
            });
        } else if (!found.isEmpty()) {
            throw new AssertionError(of.name() + " was in memory");
        }
        there.clear();
        there.putAll(found);
        maybeThere.clear();
        maybeGone.clear();
        next = of.lastSeq() + 1;
    }

    private static int hash(StoredMessage of) {
        return Arrays.hashCode(Arrays.copyOfRange(of.payload, of.payloadOffset, of.payloadOffset + of.payloadLength));
    }

    /** Tells it something, or looks at something; {@code then} runs when that has ended. */
    void step(Random random, Runnable then) throws IOException {
        if (!stream().failure().isEmpty()) {
            then.run(); // it is closed
            return;
        }
        if (random.nextInt(10) == 0) {
            look(random);
            then.run();
            return;
        }
        TreeMap<Long, Integer> added = new TreeMap<>();
        List<Long> gone = new ArrayList<>();
        decision.clear();
        long first = next;
        if (random.nextInt(4) == 0 && !there.isEmpty()) {
            delete(random, gone);
        } else {
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                append(random, added);
            }
        }
        boolean alone = random.nextInt(3) == 0;
        Replicator.Proposal end = new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                ended();
                there.putAll(added);
                gone.forEach(there::remove);
                acknowledged++;
                then.run();
            }

            @Override
            public void failed(String why) {
                if (stream().failure().isEmpty()) {
                    ended();
                    next = Math.min(next, first); // what was decided behind it fails as well
                }
                then.run();
            }

            private void ended() {
                added.keySet().forEach(maybeThere::remove);
                gone.forEach(maybeGone::remove);
            }
        };
        boolean taken = stream().propose(decision, end, alone);
        if (taken) {
            maybeThere.putAll(added);
            maybeGone.addAll(gone);
        } else {
            next = first;
            then.run();
        }
    }

    private void append(Random random, Map<Long, Integer> added) throws IOException {
        int length = random.nextInt(20) == 0 ? random.nextInt(6_000) : random.nextInt(200);
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        byte[] subject = ("s." + random.nextInt(50)).getBytes(StandardCharsets.ISO_8859_1);
        stream().message(decision, next, next, 0, 0, MessageParts.of(subject, NONE, payload));
        added.put(next++, Arrays.hashCode(payload));
    }

    // Some of the oldest, or one in the midst.
    private void delete(Random random, List<Long> gone) {
        long from = there.firstKey();
        long to = from + (there.size() > MOST ? MOST / 2 : random.nextInt(3));
        if (random.nextBoolean()) {
            Long middle = there.ceilingKey(from + random.nextInt(MOST));
            from = middle == null ? from : middle;
            to = from;
        }
        decision.delete(from, to, 1);
        gone.addAll(there.subMap(from, true, to, true).keySet());
    }

    private void look(Random random) throws IOException {
        if (there.isEmpty()) {
            return;
        }
        Long seq = there.ceilingKey(there.firstKey() + random.nextInt(2 * MOST));
        if (seq == null || maybeGone.contains(seq)) {
            return;
        }
        if (!stream().read(seq, message) || hash(message) != there.getOrDefault(seq, 0)) {
            throw new AssertionError(stream().name() + ": " + seq + " cannot be read: "
                    + stream().failure());
        }
    }
}
