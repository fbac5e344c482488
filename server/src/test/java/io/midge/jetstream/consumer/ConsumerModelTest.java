package io.midge.jetstream.consumer;

import static io.midge.jetstream.consumer.Rig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Subscription;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.consumer.NaiveConsumer.Delivery;
import io.midge.jetstream.consumer.Rig.Got;
import io.midge.store.consumer.ConsumerState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers and retention against plain collections: whatever happens, both deliver, keep and know the same. */
class ConsumerModelTest {
    /** No whole seconds, which are the times at which things happen here. */
    private static final long ACK_WAIT = 10 * SECOND + SECOND / 2;

    private static final int MOST_KEPT = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void consumersDoWhatTheModelDoes() {
        for (int seed = 0; seed < 20; seed++) {
            live(seed, 1_000, new Rig());
        }
    }

    @Test
    void consumersOnTheDiskDoWhatTheModelDoes() {
        live(99, 1_500, new Rig(directory));
    }

    @Test
    @Tag("long")
    void consumersDoWhatTheModelDoesForLong() {
        for (int seed = 100; seed < 200; seed++) {
            live(seed, 10_000, new Rig());
        }
    }

    private static void live(int seed, int operations, Rig rig) {
        try (rig) {
            new Life(new Random(seed), rig).live(operations);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** One stream with its consumers, and what they should be. */
    private static final class Life {
        private final Random random;
        private final Rig rig;
        private final RetentionPolicy retention;
        private final TreeMap<Long, String> stream = new TreeMap<>();
        private final List<NaiveConsumer> consumers = new ArrayList<>();
        private final List<List<Got>> kept = new ArrayList<>();
        private long last;
        private long now;

        Life(Random random, Rig rig) {
            this.random = random;
            this.rig = rig;
            this.retention = List.of(RetentionPolicy.LIMITS, RetentionPolicy.INTEREST, RetentionPolicy.WORKQUEUE)
                    .get(random.nextInt(3));
            rig.config = rig.config.toBuilder().retention(retention).build();
            boolean work = retention == RetentionPolicy.WORKQUEUE;
            add(new NaiveConsumer(
                    "A", work ? "a" : "", true, 1 + random.nextInt(30), random.nextInt(4), ACK_WAIT, stream));
            add(new NaiveConsumer("B", "b", true, 0, 1 + random.nextInt(3), ACK_WAIT, stream));
            if (!work) {
                add(new NaiveConsumer("N", "a", false, 0, 0, ACK_WAIT, stream));
            }
        }

        private void add(NaiveConsumer model) {
            ConsumerConfig.Builder config = Rig.durable(model.name)
                    .ackPolicy(model.acks ? AckPolicy.EXPLICIT : AckPolicy.NONE)
                    .ackWaitNs(ACK_WAIT)
                    .maxAckPending(model.maxPending)
                    .maxDeliver(model.maxDeliver == 0 ? -1 : model.maxDeliver)
                    .filterSubject(model.filter.isEmpty() ? "" : model.filter + ".>");
            assertThat(rig.create(config).code()).isZero();
            consumers.add(model);
            kept.add(new ArrayList<>());
        }

        void live(int operations) {
            for (int i = 0; i < operations; i++) {
                step();
                settle();
                if (i % 8 == 0 || i > operations - 20) {
                    check();
                }
            }
        }

        private void step() {
            int which = random.nextInt(consumers.size());
            NaiveConsumer model = consumers.get(which);
            List<Got> mine = kept.get(which);
            int dice = random.nextInt(100);
            if (dice < 25) {
                publish(1 + random.nextInt(5));
            } else if (dice < 50) {
                fetch(model, mine);
            } else if (dice < 83) {
                tell(model, mine, dice);
            } else if (dice < 93) {
                pass(1 + random.nextInt(6));
            } else if (dice < 98) {
                delete();
            } else {
                purge();
            }
        }

        private void publish(int count) {
            for (int i = 0; i < count; i++) {
                String subject = (random.nextBoolean() ? "a." : "b.") + random.nextInt(3);
                rig.publish(subject);
                stream.put(++last, subject);
            }
            rig.settle();
        }

        private void fetch(NaiveConsumer model, List<Got> mine) {
            int batch = 1 + random.nextInt(12);
            Subscription inbox = rig.listen("in");
            rig.pull(model.name, "in", "{\"no_wait\":true,\"batch\":" + batch + "}");
            List<Got> got = new ArrayList<>(
                    rig.take().stream().filter(each -> each.status().isEmpty()).toList());
            rig.ends(inbox);
            rig.info(model.name); // whoever waits for nobody is dropped
            boolean anything = model.ahead() + model.again.size() > 0;
            List<Delivery> wanted = anything ? model.fetch(batch, now, last) : List.of();
            assertThat(got.stream().map(Life::delivery).toList()).isEqualTo(wanted);
            mine.addAll(got);
            while (mine.size() > MOST_KEPT) {
                mine.remove(random.nextInt(mine.size()));
            }
        }

        private static Delivery delivery(Got got) {
            return new Delivery(got.number(5), got.number(6), (int) got.number(4), got.number(8));
        }

        private void tell(NaiveConsumer model, List<Got> mine, int dice) {
            if (mine.isEmpty() || !model.acks) {
                return;
            }
            Got got = mine.get(random.nextInt(mine.size()));
            if (dice < 70) {
                rig.ack(got, dice % 5 == 0 ? "+TERM" : "", "");
                model.ack(got.seq(), true);
            } else if (dice < 78) {
                rig.ack(got, "-NAK", "");
                model.nak(got.seq(), got.number(6));
            } else {
                rig.ack(got, "+WPI", "");
                model.works(got.seq(), now);
            }
        }

        private void pass(int seconds) {
            for (int i = 0; i < seconds; i++) {
                rig.pass(SECOND);
                now += SECOND;
                consumers.forEach(each -> each.expire(now));
            }
        }

        private void delete() {
            if (!stream.isEmpty()) {
                long seq = last - random.nextInt((int) Math.min(last, 40));
                if (stream.remove(seq) != null) {
                    rig.delete(seq, seq);
                    consumers.forEach(each -> each.ack(seq, false));
                }
            }
        }

        private void purge() {
            long from = stream.isEmpty() ? last + 1 : stream.firstKey();
            long first = from + random.nextInt(30);
            if (first > rig.stream.firstSeq() && first <= last + 1) {
                rig.purge(first);
                stream.headMap(first).clear();
                long real = rig.stream.firstSeq();
                consumers.forEach(each -> each.purge(real));
            }
        }

        /** What is done and needed by nobody goes. */
        private void settle() {
            for (NaiveConsumer each : consumers) {
                for (long seq : each.done) {
                    String subject = stream.get(seq);
                    boolean goes = subject != null
                            && retention != RetentionPolicy.LIMITS
                            && consumers.stream().noneMatch(other -> other.needs(seq, subject));
                    if (goes) {
                        stream.remove(seq);
                        consumers.forEach(other -> other.ack(seq, false));
                    }
                }
                each.done.clear();
            }
        }

        private void check() {
            for (NaiveConsumer model : consumers) {
                ConsumerInfo info = rig.info(model.name);
                ConsumerState state = Objects.requireNonNull(rig.consumers.find(model.name))
                        .log()
                        .state();
                assertThat(List.of(
                                info.delivered().consumerSeq(),
                                info.delivered().streamSeq(),
                                state.floorConsumer(),
                                state.floorStream(),
                                (long) info.numAckPending(),
                                (long) state.redelivered(),
                                info.numPending()))
                        .as(model.name)
                        .containsExactly(
                                model.consumerSeq,
                                model.streamSeq,
                                model.floorConsumer,
                                model.floorStream,
                                (long) model.pending.size(),
                                (long) model.counts.size(),
                                model.ahead());
            }
            for (long seq = Math.max(1, last - 60); seq <= last; seq++) {
                assertThat(rig.has(seq)).as("message " + seq).isEqualTo(stream.containsKey(seq));
            }
        }
    }
}
