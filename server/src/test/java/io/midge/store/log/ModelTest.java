package io.midge.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations, crashes among them, on a log and on a map: they agree on everything that can be asked. */
class ModelTest {
    private record Message(String subject, String text, long time) {}

    private static final class Play {
        final Random random;
        final Rig rig;
        final TreeMap<Long, Message> model = new TreeMap<>();
        long last;
        long first = 1;
        long time = 1_000_000;

        Play(long seed, BlockCodec codec) {
            random = new Random(seed);
            rig = new Rig(codec);
            rig.cacheBytes = random.nextInt(3) * 400L;
            rig.cacheFiles = 1 + random.nextInt(4);
        }

        void step() throws IOException {
            int what = random.nextInt(100);
            if (what < 55) {
                append();
            } else if (what < 67) {
                delete();
            } else if (what < 70) {
                evict();
            } else if (what < 72) {
                last += 1 + random.nextInt(9);
                rig.skip(last);
            } else if (what < 80) {
                rig.checkpoint();
            } else if (what < 83) {
                rig.log.seal();
            } else if (what < 86) {
                rig.recover(random.nextBoolean());
                check();
            } else if (what < 92) {
                while (rig.log.compact(1 << 20)) {
                    check(random.nextInt(1 + (int) last));
                }
            } else if (what < 94) {
                erase();
            } else if (what < 95) {
                rig.log.rest();
            } else if (what < 97) {
                rig.log.scrub(500);
            } else if (what < 98) {
                rig.other(OpType.CONFIG, 0, "config " + last);
            } else {
                check(random.nextInt(1 + (int) last));
            }
        }

        private void append() throws IOException {
            for (int left = random.nextInt(20); left >= 0; left--) {
                long seq = ++last;
                time += random.nextInt(2000);
                String subject = "s." + random.nextInt(6) + (random.nextBoolean() ? "" : "." + random.nextInt(40));
                String text = seq + "x".repeat(random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(30));
                rig.append(seq, time, 0, 0, subject, "", text.getBytes(UTF_8));
                model.put(seq, new Message(subject, text, time));
            }
        }

        private void delete() throws IOException {
            if (last < first) {
                return;
            }
            long from = first + random.nextInt((int) (last - first + 1));
            long to = Math.min(last, from + (random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(3)));
            rig.delete(from, to);
            model.subMap(from, true, to, true).clear();
        }

        private void evict() throws IOException {
            first = Math.min(last + 1, first + random.nextInt(40));
            rig.evict(first);
            model.headMap(first).clear();
        }

        private void erase() throws IOException {
            if (model.isEmpty()) {
                return;
            }
            long seq = model.ceilingKey(model.firstKey() + random.nextInt(1 + (int) (last - model.firstKey())) / 2);
            String text = Objects.requireNonNull(model.get(seq)).text();
            rig.delete(seq, seq);
            model.remove(seq);
            if (!rig.erase(seq)) {
                rig.checkpoint();
                assertThat(rig.erase(seq)).isTrue();
            }
            if (rig.codec == BlockCodec.NONE && text.length() > 16) {
                for (String file : rig.disk.files()) {
                    assertThat(new String(rig.disk.bytes(file), UTF_8)).doesNotContain("|" + text + "|");
                }
            }
        }

        private @Nullable String expected(@Nullable Message message) {
            return message == null ? null : message.subject() + "||" + message.text();
        }

        void check() throws IOException {
            for (long seq = 0; seq <= last + 1; seq++) {
                assertThat(rig.read(seq)).as("message %s", seq).isEqualTo(expected(model.get(seq)));
            }
            assertThat(rig.log.lastSequence()).isEqualTo(last);
            assertThat(rig.damage).isEmpty();
            TreeMap<String, Long> counts = new TreeMap<>();
            model.values().forEach(each -> counts.merge(each.subject(), 1L, Long::sum));
            assertThat(rig.index.size()).isEqualTo(counts.size());
            for (Map.Entry<String, Long> each : counts.entrySet()) {
                assertThat(rig.index.count(rig.id(each.getKey())))
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
        }

        void check(long from) throws IOException {
            check(from, SubjectFilter.all(rig.index), any -> true);
            String subject = "s." + random.nextInt(6);
            check(from, filter(subject), each -> each.equals(subject));
            String below = "s." + random.nextInt(6) + ".";
            check(from, filter(below + "*"), each -> each.startsWith(below));
            for (Message each : model.tailMap(from).values()) {
                one(from, each.subject());
                break;
            }
            long when = time - random.nextInt(20_000);
            Long at = null;
            for (Map.Entry<Long, Message> each : model.entrySet()) {
                at = at == null && each.getValue().time() >= when ? each.getKey() : at;
            }
            assertThat(rig.log.atTime(when)).isEqualTo(at == null ? MessageLog.NONE : at);
        }

        private SubjectFilter filter(String pattern) {
            return SubjectFilter.of(rig.index, List.of(pattern.getBytes(UTF_8)));
        }

        private void one(long from, String subject) throws IOException {
            int id = rig.id(subject);
            Predicate<Map.Entry<Long, Message>> same =
                    each -> each.getValue().subject().equals(subject);
            long next = model.tailMap(from, true).entrySet().stream()
                    .filter(same)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(MessageLog.NONE);
            long previous = model.headMap(from, true).descendingMap().entrySet().stream()
                    .filter(same)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(MessageLog.NONE);
            assertThat(rig.log.nextOf(id, from)).isEqualTo(next);
            assertThat(rig.log.previousOf(id, from)).isEqualTo(previous);
            assertThat(rig.log.subjectOf(next)).isEqualTo(id);
        }

        private void check(long from, SubjectFilter filter, Predicate<String> takes) throws IOException {
            StoredMessage into = new StoredMessage();
            List<Long> above = model.tailMap(from, true).entrySet().stream()
                    .filter(each -> takes.test(each.getValue().subject()))
                    .map(Map.Entry::getKey)
                    .toList();
            List<Long> below = model.headMap(from, true).descendingMap().entrySet().stream()
                    .filter(each -> takes.test(each.getValue().subject()))
                    .map(Map.Entry::getKey)
                    .toList();
            long next = rig.log.next(from, filter, into);
            assertThat(next).isEqualTo(above.isEmpty() ? MessageLog.NONE : above.getFirst());
            if (next != MessageLog.NONE) {
                assertThat(Rig.text(into)).isEqualTo(expected(model.get(next)));
                assertThat(into.time)
                        .isEqualTo(Objects.requireNonNull(model.get(next)).time());
            }
            long previous = rig.log.previous(from, filter, into);
            assertThat(previous).isEqualTo(below.isEmpty() ? MessageLog.NONE : below.getFirst());
            if (previous != MessageLog.NONE) {
                assertThat(Rig.text(into)).isEqualTo(expected(model.get(previous)));
            }
            assertThat(rig.log.count(from, filter)).isEqualTo(above.size());
        }
    }

    private static void play(BlockCodec codec, int seeds, int steps) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            Play play = new Play(seed, codec);
            int step = 0;
            try {
                for (; step < steps; step++) {
                    play.step();
                }
                play.check();
                play.rig.log.close();
                assertThat(play.rig.disk.openFiles()).isZero();
                assertThat(play.rig.cache.files()).isZero();
                assertThat(play.rig.cache.bytes()).isZero();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", step " + step, e);
            }
        }
    }

    private static BlockCodec codec(String name) {
        return name.equals("plain") ? BlockCodec.NONE : new XorBlocks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "blocks"})
    void logAndMapAgree(String codec) throws IOException {
        play(codec(codec), 20, 150);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"plain", "blocks"})
    void logAndMapAgreeForLong(String codec) throws IOException {
        play(codec(codec), 400, 400);
    }
}
