package io.midge.account;

import io.midge.json.Utf8;
import io.midge.options.MappingOptions;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.SubjectPattern;
import io.midge.subject.SubjectPatterns;
import io.midge.subject.Subjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of an account on which messages are published that go elsewhere. The first source that matches counts, in the
 * order of the list. Sources without wildcards are looked up, those with wildcards are tried one by one. Immutable.
 */
public final class Mappings {
    /** Of an account that maps nothing. */
    public static final Mappings NONE = new Mappings(List.of());

    private static final long SEED = 0x6d617070696e6773L;

    private final WeightedMapping[] all;
    /** Sources that match more than themselves, and where they stand among all. */
    private final SubjectPatterns patterns;

    private final int[] places;
    /** Where sources that match themselves only stand among all, plus 1, by their hash; 0 where none is. A power of two. */
    private final int[] literals;
    /** A bit for each length, modulo 64, that one of them has. */
    private final long lengths;

    private Mappings(List<WeightedMapping> list) {
        all = list.toArray(new WeightedMapping[0]);
        List<SubjectPattern> wild = new ArrayList<>();
        int[] at = new int[all.length];
        literals = new int[Math.max(2, Integer.highestOneBit(Math.max(1, all.length)) << 2)];
        long seen = 0;
        for (int i = 0; i < all.length; i++) {
            SubjectPattern source = all[i].source();
            if (source.isLiteral()) {
                byte[] text = source.toBytes();
                seen |= 1L << text.length;
                keep(text, i + 1);
            } else {
                at[wild.size()] = i;
                wild.add(source);
            }
        }
        lengths = seen;
        patterns = new SubjectPatterns(wild);
        places = Arrays.copyOf(at, wild.size());
    }

    /**
     * What options ask for.
     *
     * @param cluster the one that this server is in, empty if none
     * @throws IllegalArgumentException if there are subjects that cannot be mapped, or weights that make no sense
     */
    public static Mappings of(List<MappingOptions> options, String cluster) {
        if (options.isEmpty()) {
            return NONE;
        }
        // Of two for the same source, the later one takes the place of the earlier one.
        Map<String, MappingOptions> bySource = new LinkedHashMap<>();
        options.forEach(each -> bySource.put(each.source(), each));
        List<WeightedMapping> list = new ArrayList<>();
        for (MappingOptions each : bySource.values()) {
            if (!Subjects.isValid(Utf8.bytes(each.source()))) {
                throw new IllegalArgumentException(
                        "Error adding mapping for \"" + each.source() + "\" : invalid subject");
            }
            list.add(new WeightedMapping(each, cluster, list.isEmpty()));
        }
        return new Mappings(list);
    }

    private void keep(byte[] text, int number) {
        int place = Subjects.hash(text, 0, text.length, SEED) & (literals.length - 1);
        while (literals[place] != 0) {
            place = (place + 1) & (literals.length - 1);
        }
        literals[place] = number;
    }

    public boolean isEmpty() {
        return all.length == 0;
    }

    /**
     * Where a message goes. Nothing is allocated.
     *
     * @param chance a number from 0 to its argument - 1
     * @param into takes the other subject, which is empty if the message is lost; the bytes of {@code subject} must not be its own
     * @return whether a mapping concerns the subject; if not, {@code into} is as it was
     */
    public boolean map(byte[] subject, int off, int len, IntUnaryOperator chance, SubjectBuffer into) {
        WeightedMapping mapping = find(subject, off, len);
        if (mapping == null) {
            return false;
        }
        mapping.map(subject, off, len, chance, into);
        return true;
    }

    private @Nullable WeightedMapping find(byte[] subject, int off, int len) {
        int literal = (lengths & (1L << len)) == 0 ? all.length : literal(subject, off, len);
        int pattern = patterns.first(subject, off, len);
        if (pattern >= 0 && places[pattern] < literal) {
            return all[places[pattern]];
        }
        return literal < all.length ? all[literal] : null;
    }

    /** Where the source that is this very subject stands, behind all if there is none. */
    private int literal(byte[] subject, int off, int len) {
        int place = Subjects.hash(subject, off, len, SEED) & (literals.length - 1);
        while (literals[place] != 0) {
            int at = literals[place] - 1;
            if (all[at].source().isSpelled(subject, off, len)) {
                return at;
            }
            place = (place + 1) & (literals.length - 1);
        }
        return all.length;
    }
}
