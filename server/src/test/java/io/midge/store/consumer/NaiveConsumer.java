package io.midge.store.consumer;

import java.util.TreeMap;

/**
 * What nats-server 2.15.2 does with a consumer's state, told in the same words: UpdateDelivered, UpdateAcks, moveAckFloor, purge and
 * Reset over maps. Where its store and its running consumer differ, it is the running consumer, which is what clients see.
 */
final class NaiveConsumer {
    /** One that waits. */
    static final class Pending {
        final long consumerSeq;
        long timeNs;

        Pending(long consumerSeq, long timeNs) {
            this.consumerSeq = consumerSeq;
            this.timeNs = timeNs;
        }
    }

    final AckPolicy policy;
    long deliveredConsumer;
    long deliveredStream;
    long floorConsumer;
    long floorStream;
    final TreeMap<Long, Pending> pending = new TreeMap<>();
    final TreeMap<Long, Integer> redelivered = new TreeMap<>();

    NaiveConsumer(AckPolicy policy, long start) {
        this.policy = policy;
        deliveredStream = start;
        floorStream = start;
    }

    void delivered(long dseq, long sseq, int deliveries, long ns) {
        if (dseq <= floorConsumer) {
            return;
        }
        if (policy == AckPolicy.NONE) {
            deliveredConsumer = Math.max(deliveredConsumer, dseq);
            floorConsumer = deliveredConsumer;
            deliveredStream = Math.max(deliveredStream, sseq);
            floorStream = deliveredStream;
            return;
        }
        if (sseq <= deliveredStream) {
            Pending known = pending.get(sseq);
            if (known != null) {
                known.timeNs = ns;
            }
        } else {
            pending.put(sseq, new Pending(dseq, ns));
        }
        deliveredConsumer = Math.max(deliveredConsumer, dseq);
        deliveredStream = Math.max(deliveredStream, sseq);
        if (deliveries > 1 && redelivered.getOrDefault(sseq, 0) < deliveries - 1) {
            redelivered.put(sseq, deliveries - 1);
        }
    }

    void acked(long dseq, long sseq) {
        redelivered.remove(sseq);
        if (policy == AckPolicy.NONE) {
            return;
        }
        if (policy == AckPolicy.ALL) {
            if (dseq <= floorConsumer || sseq <= floorStream || sseq > deliveredStream) {
                return;
            }
            floorConsumer = Math.min(dseq, deliveredConsumer);
            floorStream = sseq;
            pending.keySet().removeIf(seq -> {
                if (seq <= sseq) {
                    redelivered.remove(seq);
                }
                return seq <= sseq;
            });
            return;
        }
        Pending known = pending.remove(sseq);
        if (known != null) {
            moveFloor(known.consumerSeq, sseq);
        }
    }

    private void moveFloor(long dseq, long sseq) {
        if (pending.isEmpty()) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        } else if (dseq == floorConsumer + 1 && pending.firstKey() > sseq) { // nats-server may pass what is pending
            floorConsumer = dseq;
            floorStream = sseq;
            for (long seq = sseq + 1; seq <= deliveredStream; seq++) {
                Pending next = pending.get(seq);
                if (next != null) {
                    floorConsumer = next.consumerSeq - 1;
                    floorStream = seq - 1;
                    break;
                }
            }
        }
    }

    void givenUp(long sseq, int count) {
        if (count > redelivered.getOrDefault(sseq, 0) && sseq > 0 && sseq <= deliveredStream) {
            redelivered.put(sseq, count);
        }
        Pending known = pending.remove(sseq);
        if (known != null) {
            moveFloor(known.consumerSeq, sseq);
        }
    }

    void delayed(long sseq, long ns) {
        Pending known = pending.get(sseq);
        if (known != null) {
            known.timeNs = ns;
        }
    }

    void skipped(long sseq) {
        if (sseq > deliveredStream) {
            deliveredStream = sseq;
            if (policy == AckPolicy.NONE) {
                floorStream = sseq;
            }
        }
    }

    void forgotten(long below) {
        redelivered.keySet().removeIf(seq -> seq < below);
    }

    void purged(long first) {
        forgotten(first);
        skipped(first - 1);
        if (floorStream < first - 1) {
            floorStream = first - 1;
            pending.forEach((seq, each) -> {
                if (seq < first) {
                    floorConsumer = Math.max(floorConsumer, each.consumerSeq);
                }
            });
            pending.keySet().removeIf(seq -> seq < first);
            if (pending.isEmpty()) {
                floorConsumer = deliveredConsumer;
                floorStream = deliveredStream;
            }
        }
    }

    void reset(long sseq) {
        deliveredConsumer = 0;
        deliveredStream = sseq;
        floorConsumer = 0;
        floorStream = sseq;
        pending.clear();
        redelivered.clear();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(deliveredConsumer).append(':').append(deliveredStream);
        text.append(' ').append(floorConsumer).append(':').append(floorStream);
        pending.forEach((seq, each) -> text.append(" p")
                .append(seq)
                .append(':')
                .append(each.consumerSeq)
                .append('@')
                .append(each.timeNs));
        redelivered.forEach(
                (seq, count) -> text.append(" r").append(seq).append('x').append(count));
        return text.toString();
    }

    /** What a state would be in these words. */
    static String words(ConsumerState state) {
        StringBuilder text = new StringBuilder();
        text.append(state.deliveredConsumer()).append(':').append(state.deliveredStream());
        text.append(' ').append(state.floorConsumer()).append(':').append(state.floorStream());
        state.forEachPending((seq, consumerSeq, ns) -> text.append(" p")
                .append(seq)
                .append(':')
                .append(consumerSeq)
                .append('@')
                .append(ns));
        state.forEachRedelivered(
                (seq, count) -> text.append(" r").append(seq).append('x').append(count));
        return text.toString();
    }
}
