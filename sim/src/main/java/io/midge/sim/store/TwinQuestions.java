package io.midge.sim.store;

import io.midge.sim.Dice;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.StoredMessage;
import io.midge.store.time.DedupeWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks a stream what the model knows, and throws when the answers differ. Filters are kept, as consumers keep theirs. */
final class TwinQuestions {
    private static final int FILTERS = 12;
    private static final long NONE = -1;

    /** What somebody wants, in words of the model and of the stream. */
    private record Filter(List<String> patterns, Predicate<String> model, SubjectFilter filter) {}

    private final Dice dice;
    private final TwinStream twin;
    private final TwinScript script;
    private final StreamModel model;
    private final List<Filter> filters = new ArrayList<>();
    private final StoredMessage message = new StoredMessage();
    /** Ids of messages up to this one are known only as long as these are there. */
    private long readAgain;

    TwinQuestions(Dice dice, TwinStream twin, TwinScript script) {
        this.dice = dice;
        this.twin = twin;
        this.script = script;
        this.model = script.model;
    }

    private StreamStore stream() {
        return twin.stream();
    }

    /** It was opened: nobody has filters from before, and ids are read again. */
    void opened() throws IOException {
        filters.clear();
        readAgain = model.last;
        stream().dedupe(script.window, script.clock);
    }

    private void same(Object found, Object wanted, Object... about) {
        if (!found.equals(wanted)) {
            throw new IllegalStateException((twin.inMemory ? "memory: " : "file: ") + Arrays.toString(about) + "\n"
                    + found + "\ninstead of\n" + wanted);
        }
    }

    /** Its state, and a few answers. */
    void some() throws IOException {
        same(StreamModel.state(stream().state()), model.state(twin.inMemory), "state");
        same(stream().firstSeq() + "-" + stream().lastSeq(), model.first + "-" + model.last, "first and last");
        for (int n = 4 + dice.below(6); n > 0; n--) {
            switch (dice.below(12)) {
                case 0, 1, 2 -> read(place());
                case 3 -> subject(script.subjects.get(dice.below(script.subjects.size())));
                case 4, 5 -> next(filter(), place());
                case 6 -> previous(filter(), place());
                case 7, 8 -> pending(filter(), place());
                case 9 -> atTime();
                case 10 -> page();
                default -> id();
            }
        }
        same(stream().deadlines().next(), model.nextExpiry(), "when the first expires");
    }

    /** All there is, forwards and backwards. */
    void all() throws IOException {
        List<Long> seqs = new ArrayList<>();
        SubjectFilter all = stream().filter(List.of());
        for (long seq = stream().next(0, all, message); seq > 0; seq = stream().next(seq + 1, all, message)) {
            same(line(StreamLife.copy(message)), line(model.messages.get(seq)), "message", seq);
            seqs.add(seq);
        }
        same(seqs, List.copyOf(model.messages.keySet()), "all messages");
        seqs.clear();
        for (long seq = stream().previous(model.last + 1, all, message);
                seq > 0;
                seq = stream().previous(seq - 1, all, message)) {
            same(
                    message.payloadLength,
                    Objects.requireNonNull(model.messages.get(seq)).payload().length,
                    seq);
            seqs.add(seq);
        }
        same(seqs, List.copyOf(model.messages.descendingKeySet()), "all messages, backwards");
        for (Filter each : filters) {
            pending(each, 0);
            for (long seq = next(each, 0); seq > 0; ) {
                seq = next(each, seq + 1);
            }
        }
        same(Arrays.toString(stream().config()), Arrays.toString(script.config), "configuration");
        same(TwinScript.print(stream().consumers()), TwinScript.print(script.consumers), "consumers");
    }

    /** Takes those that have expired, as many as it is told to. */
    List<long[]> expired(int most) {
        List<long[]> told = new ArrayList<>();
        stream().deadlines().expired(script.clock, (seq, expiry) -> {
            if (told.size() == most) {
                return false;
            }
            told.add(new long[] {seq, expiry});
            return true;
        });
        List<long[]> wanted = model.expired(script.clock);
        same(
                told.stream().map(Arrays::toString).toList(),
                wanted.stream().limit(most).map(Arrays::toString).toList(),
                "what has expired");
        return told;
    }

    private long place() {
        return switch (dice.below(8)) {
            case 0 -> dice.below(2);
            case 1 -> model.first - dice.below(2);
            case 2 -> model.last + dice.below(3);
            default -> Math.max(0, model.first - 3) + dice.below(Math.max(0, model.last - model.first) + 7);
        };
    }

    private static String line(StreamModel.@Nullable Message of) {
        if (of == null) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        StreamLife.line(text, of);
        return text.toString();
    }

    private void read(long seq) throws IOException {
        StreamModel.Message wanted = model.messages.get(seq);
        same(stream().read(seq, message), wanted != null, "whether there is", seq);
        if (wanted != null) {
            same(line(StreamLife.copy(message)), line(wanted), "message", seq);
        }
    }

    private void subject(String name) throws IOException {
        byte[] bytes = bytes(name);
        long last = model.previous(model.last, name::equals);
        same(stream().lastSeq(bytes, 0, bytes.length), last, "last of", name);
        same(stream().last(bytes, message), last != NONE, "whether there is a last of", name);
        same(last == NONE || message.seq == last, true, "last of", name, message.seq);
        same(stream().firstSeq(bytes, 0, bytes.length), model.next(0, name::equals), "first of", name);
        same(stream().count(bytes, 0, bytes.length), model.count(0, name::equals), "count of", name);
    }

    private long next(Filter filter, long from) throws IOException {
        long seq = stream().next(from, filter.filter, message);
        same(seq, model.next(from, filter.model), "next from", from, filter.patterns);
        same(seq == NONE || message.seq == seq, true, "what was read is", seq, message.seq);
        return seq;
    }

    private void previous(Filter filter, long from) throws IOException {
        long seq = stream().previous(from, filter.filter, message);
        same(seq, model.previous(from, filter.model), "previous from", from, filter.patterns);
    }

    private void pending(Filter filter, long from) throws IOException {
        long pending = stream().numPending(from, filter.filter);
        same(pending, model.count(from, filter.model), "pending from", from, filter.patterns);
    }

    private void atTime() throws IOException {
        StreamModel.Message some = model.messages.get(place());
        long time = some == null ? script.clock - dice.below(100) * 1_000_000_000L : some.time() + dice.below(3) - 1;
        same(stream().atTime(time), model.atTime(time), "at", time);
    }

    /** Some of a pattern's subjects, from behind a name, as a page of details has them. */
    private void page() throws IOException {
        String pattern = dice.oneIn(4) ? ">" : pattern(dice.oneIn(3));
        String after = dice.oneIn(3) ? "" : script.subjects.get(dice.below(script.subjects.size()));
        int limit = 1 + dice.below(20);
        List<byte[]> names = new ArrayList<>();
        stream().subjects().visit(bytes(pattern), bytes(after), id -> {
            names.add(stream().subjects().name(id));
            return names.size() < limit;
        });
        List<String> found = new ArrayList<>();
        for (byte[] name : names) {
            found.add(new String(name, StandardCharsets.ISO_8859_1)
                    + Arrays.toString(new long[] {
                        stream().count(name, 0, name.length),
                        stream().firstSeq(name, 0, name.length),
                        stream().lastSeq(name, 0, name.length)
                    }));
        }
        Predicate<String> filter = StreamModel.filter(List.of(pattern));
        List<String> wanted = model.subjects(name -> filter.test(name) && name.compareTo(after) > 0).stream()
                .limit(limit)
                .toList();
        same(found, wanted, "subjects of", pattern, "behind", after);
        same(stream().subjects().messages(bytes(pattern)), model.count(0, filter), "messages of", pattern);
    }

    private void id() {
        String id = "m" + dice.below(310);
        byte[] bytes = bytes(id);
        long found = stream().duplicates().check(bytes, 0, bytes.length, script.clock);
        TwinScript.Id known = script.ids.get(id);
        long age = known == null ? Long.MAX_VALUE : script.clock - known.time();
        if (known == null || age >= script.window + script.window / 32) {
            same(found, DedupeWindow.NEW, "id", id, String.valueOf(known));
        } else if (age < script.window && (known.seq() > readAgain || model.messages.containsKey(known.seq()))) {
            same(found, known.seq(), "id", id, known);
        } else {
            same(found == DedupeWindow.NEW || found == known.seq(), true, "id", id, known, found);
        }
    }

    // ---- filters ----

    private Filter filter() {
        if (filters.size() < FILTERS) {
            filters.add(make());
        } else if (dice.oneIn(20)) {
            filters.set(dice.below(FILTERS), make());
        }
        return filters.get(dice.below(filters.size()));
    }

    private Filter make() {
        List<String> patterns = new ArrayList<>();
        if (dice.oneIn(3)) {
            for (int n = 2 + dice.below(3); n > 0; n--) { // none overlap: they begin differently
                String more = pattern(true);
                String begin = more.split("\\.", -1)[0];
                if (!begin.equals(">") && patterns.stream().noneMatch(each -> each.split("\\.", -1)[0].equals(begin))) {
                    patterns.add(more);
                }
            }
        } else if (!dice.oneIn(8)) {
            patterns.add(pattern(false));
        }
        SubjectFilter filter =
                stream().filter(patterns.stream().map(TwinQuestions::bytes).toList());
        return new Filter(patterns, StreamModel.filter(patterns), filter);
    }

    private String pattern(boolean beginsLiterally) {
        if (dice.oneIn(20)) {
            return "no.such";
        }
        String[] tokens =
                script.subjects.get(dice.below(script.subjects.size())).split("\\.", -1);
        for (int i = beginsLiterally ? 1 : 0; i < tokens.length; i++) {
            if (dice.oneIn(6)) {
                return String.join(".", List.of(tokens).subList(0, i)) + (i > 0 ? ".>" : ">");
            }
            if (dice.oneIn(3)) {
                tokens[i] = "*";
            }
        }
        return String.join(".", tokens) + (dice.oneIn(6) ? ".>" : dice.oneIn(10) ? ".*" : "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
