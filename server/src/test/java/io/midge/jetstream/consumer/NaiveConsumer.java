package io.midge.jetstream.consumer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A consumer as one would write it down: what is pending, what is to come again, and the floor, in plain collections. */
final class NaiveConsumer {
    /** A delivery. */
    record Delivery(long seq, long consumerSeq, int deliveries, long pending) {}

    record Pending(long consumerSeq, long since) {}

    final String name;
    final String filter; // a first token, or empty
    final boolean acks;
    final int maxPending;
    final int maxDeliver;
    final long ackWait;
    final NavigableMap<Long, String> stream;

    final TreeMap<Long, Pending> pending = new TreeMap<>();
    final TreeMap<Long, Integer> counts = new TreeMap<>();
    final LinkedHashSet<Long> again = new LinkedHashSet<>();
    final List<Long> done = new ArrayList<>();
    long position = 1;
    long consumerSeq;
    long streamSeq;
    long floorConsumer;
    long floorStream;

    NaiveConsumer(
            String name,
            String filter,
            boolean acks,
            int maxPending,
            int maxDeliver,
            long ackWait,
            NavigableMap<Long, String> stream) {
        this.name = name;
        this.filter = filter;
        this.acks = acks;
        this.maxPending = maxPending;
        this.maxDeliver = maxDeliver;
        this.ackWait = ackWait;
        this.stream = stream;
    }

    private boolean takes(String subject) {
        return filter.isEmpty() || subject.startsWith(filter + ".");
    }

    long ahead() {
        return stream.tailMap(position).values().stream().filter(this::takes).count();
    }

    boolean needs(long seq, String subject) {
        if (!takes(subject)) {
            return false;
        }
        boolean needed = seq > floorStream && (!acks || seq >= position || pending.containsKey(seq));
        return needed || counts.containsKey(seq);
    }

    List<Delivery> fetch(int batch, long now, long last) {
        List<Delivery> all = new ArrayList<>();
        while (all.size() < batch) {
            if (!again.isEmpty()) {
                long seq = again.getFirst();
                again.remove(seq);
                int before = counts.getOrDefault(seq, 0);
                if (maxDeliver > 0 && before + 2 > maxDeliver) {
                    giveUp(seq, before + 1);
                } else {
                    counts.put(seq, before + 1);
                    pending.put(seq, new Pending(waits(seq).consumerSeq(), now));
                    all.add(new Delivery(seq, ++consumerSeq, before + 2, ahead()));
                }
                continue;
            }
            if (maxPending > 0 && pending.size() >= maxPending) {
                break;
            }
            Long next = stream.ceilingKey(position);
            while (next != null && !takes(Objects.requireNonNull(stream.get(next)))) {
                next = stream.higherKey(next);
            }
            if (next == null) {
                position = last + 1;
                break;
            }
            position = next + 1;
            streamSeq = next;
            all.add(new Delivery(next, ++consumerSeq, 1, ahead()));
            if (acks) {
                pending.put(next, new Pending(consumerSeq, now));
            } else {
                floorConsumer = consumerSeq;
                floorStream = next;
                done.add(next);
            }
        }
        return all;
    }

    private Pending waits(long seq) {
        return Objects.requireNonNull(pending.get(seq));
    }

    private void giveUp(long seq, int count) {
        Pending gone = pending.remove(seq);
        counts.put(seq, Math.max(count, counts.getOrDefault(seq, 0)));
        if (gone != null) {
            moveFloor(gone.consumerSeq(), seq);
        }
    }

    private void moveFloor(long ofConsumer, long seq) {
        if (pending.isEmpty()) {
            floorConsumer = consumerSeq;
            floorStream = streamSeq;
        } else if (ofConsumer == floorConsumer + 1 && pending.firstKey() > seq) {
            floorConsumer = pending.firstEntry().getValue().consumerSeq() - 1;
            floorStream = pending.firstKey() - 1;
        }
    }

    /** A message is acknowledged, or gone. */
    void ack(long seq, boolean tells) {
        Pending was = pending.remove(seq);
        boolean counted = counts.remove(seq) != null;
        again.remove(seq);
        if (was != null) {
            moveFloor(was.consumerSeq(), seq);
        }
        if (tells && (was != null || counted)) {
            done.add(seq);
        }
    }

    void nak(long seq, long ofConsumer) {
        if (ofConsumer > floorConsumer && pending.containsKey(seq)) {
            again.add(seq);
        }
    }

    void works(long seq, long now) {
        pending.computeIfPresent(seq, (each, was) -> new Pending(was.consumerSeq(), now));
    }

    /** Time has gone on until now: the longest waiting come first, of those that wait equally long the first. */
    void expire(long now) {
        List<Long> late = new ArrayList<>();
        pending.forEach((seq, each) -> {
            if (each.since() + ackWait < now && !again.contains(seq)) {
                late.add(seq);
            }
        });
        late.sort(Comparator.comparingLong(seq -> waits(seq).since())); // which leaves equal ones in their order
        for (long seq : late) {
            int count = Math.max(1, counts.getOrDefault(seq, 0));
            if (maxDeliver > 0 && count >= maxDeliver) {
                giveUp(seq, count);
            } else {
                again.add(seq);
            }
        }
    }

    /** All below are gone. */
    void purge(long first) {
        counts.headMap(first).clear();
        again.removeIf(seq -> seq < first);
        position = Math.max(position, first);
        streamSeq = Math.max(streamSeq, position - 1);
        if (floorStream < first - 1) {
            for (Pending each : pending.headMap(first).values()) {
                floorConsumer = Math.max(floorConsumer, each.consumerSeq());
            }
            pending.headMap(first).clear();
            floorStream = first - 1;
        }
        if (pending.isEmpty()) {
            floorConsumer = consumerSeq;
            floorStream = streamSeq;
        }
    }
}
