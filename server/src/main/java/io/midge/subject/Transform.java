package io.midge.subject;

import io.midge.json.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Subjects turned into others: {@code orders.*.*} to {@code shop.$2.$1}. The destination may hold functions of the tokens that
 * the wildcards of the source matched: {@code {{wildcard(n)}}}, short {@code $n}, {@code partition}, {@code random}, {@code
 * split}, {@code splitFromLeft}, {@code splitFromRight}, {@code sliceFromLeft}, {@code sliceFromRight}, {@code left} and {@code
 * right}. Results are those of nats-server to the byte, the odd ones as well. Immutable.
 *
 * <p>Strings may hold bytes that are no UTF-8, as {@link Utf8#bytes} has it.
 */
public final class Transform {
    /** A result may be longer than what it is made of, by functions that cut, and by wildcards that are taken often. */
    private static final int ROOM = 1 << 16;

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final Blueprint blueprint;
    private final SubjectPattern source;
    private final Part[] parts;
    /** How many tokens of a subject must be found. */
    private final int reach;
    /** How long literals are together. */
    private final int fixed;

    private Transform(Blueprint blueprint) {
        this.blueprint = blueprint;
        source = new SubjectPattern(Utf8.bytes(String.join(".", blueprint.source())));
        parts = parts(blueprint);
        int most = 0;
        int sum = 0;
        for (Part part : parts) {
            sum += part.function == Function.LITERAL ? part.text.length : 0;
            for (int token : part.tokens) {
                most = Math.max(most, token + 1);
            }
        }
        reach = most;
        fixed = sum;
    }

    /**
     * As mappings and streams have it. An empty source is {@code >}.
     *
     * @throws IllegalArgumentException for an empty destination, which is none
     */
    public static Transform of(String source, String destination) throws TransformException {
        return of(source, destination, false);
    }

    /**
     * As imports have it: no function but that of a wildcard, and each wildcard must be used.
     *
     * @throws IllegalArgumentException for an empty destination, which is none
     */
    public static Transform strict(String source, String destination) throws TransformException {
        return of(source, destination, true);
    }

    private static Transform of(String source, String destination, boolean strict) throws TransformException {
        if (destination.isEmpty()) {
            throw new IllegalArgumentException("no destination");
        }
        Blueprint blueprint = Blueprint.of(source, destination);
        String wrong = blueprint.wrong(strict);
        if (wrong != null) {
            throw new TransformException(wrong);
        }
        return new Transform(blueprint);
    }

    /**
     * What is wrong with a transform from one subject to the other, null if nothing. An empty destination is right.
     *
     * @param strict whether it must be possible to go back
     */
    public static @Nullable String wrong(String source, String destination, boolean strict) {
        return destination.isEmpty() ? null : Blueprint.of(source, destination).wrong(strict);
    }

    /** What is wrong with a mapping, of which more is asked, from one subject to the other, null if nothing. */
    public static @Nullable String wrongMapping(String source, String destination) {
        if (destination.isEmpty()) {
            return null;
        }
        String wrong = Blueprint.wrongDestination(destination);
        return wrong == null ? wrong(source, destination, false) : wrong;
    }

    /** {@code foo.*} becomes {@code foo.$1}. */
    public static String numbered(String subject) {
        StringBuilder out = new StringBuilder();
        int index = 1;
        for (String token : Blueprint.tokens(subject)) {
            out.append(token.equals("*") ? "$" + index++ : token).append('.');
        }
        return out.substring(0, out.length() - 1);
    }

    /** {@code foo.$1} and {@code foo.{{wildcard(1)}}} become {@code foo.*}. */
    public static String starred(String subject) {
        StringBuilder out = new StringBuilder();
        for (String token : Blueprint.tokens(subject)) {
            out.append(Placeholder.isWildcard(token) ? "*" : token).append('.');
        }
        return out.substring(0, out.length() - 1);
    }

    private static Part[] parts(Blueprint blueprint) {
        int[] stars = blueprint.stars();
        boolean literal = blueprint.isLiteral();
        List<Part> parts = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        String dot = "";
        for (Placeholder token : blueprint.destination()) {
            text.writeBytes(Utf8.bytes(dot));
            dot = ".";
            if (token.function() == Function.LITERAL) {
                text.writeBytes(Utf8.bytes(token.text()));
                continue;
            }
            literal(parts, text);
            int[] tokens = token.function() == Function.REST
                    ? new int[] {blueprint.source().size() - 1}
                    : literal ? new int[0] : positions(stars, token.wildcards());
            parts.add(new Part(token.function(), Utf8.bytes(token.delimiter()), tokens, token.number()));
        }
        literal(parts, text);
        return parts.toArray(new Part[0]);
    }

    private static void literal(List<Part> parts, ByteArrayOutputStream text) {
        if (text.size() > 0) {
            parts.add(new Part(Function.LITERAL, text.toByteArray(), new int[0], 0));
            text.reset();
        }
    }

    private static int[] positions(int[] stars, List<Long> wildcards) {
        return wildcards.stream()
                .mapToInt(wildcard -> Blueprint.position(stars, wildcard))
                .toArray();
    }

    /** The subjects that it is for. */
    public SubjectPattern source() {
        return source;
    }

    /** As it was written; of a way back, in a form that may be written so. */
    public String destination() {
        return blueprint.spelled();
    }

    /**
     * Puts what the subject turns into in the place of what {@code into} held. Whether the subject is one of the source's is not
     * looked at; tokens that it lacks are empty. The bytes must not be those of {@code into}.
     *
     * @param chance a number from 0 to its argument - 1
     * @return false if the result would be longer than any that makes sense: then it is empty
     */
    public boolean apply(byte[] subject, int off, int len, IntUnaryOperator chance, SubjectBuffer into) {
        int end = off + len;
        long most = (long) ROOM + fixed + 2L * len;
        into.clear();
        into.locate(subject, off, end, reach);
        for (Part part : parts) {
            append(part, subject, off, end, chance, into);
            if (into.length() > most) {
                into.clear();
                return false;
            }
        }
        return true;
    }

    /** What a subject turns into; empty if that would be longer than any that makes sense. */
    public byte[] apply(byte[] subject, IntUnaryOperator chance) {
        SubjectBuffer into = new SubjectBuffer();
        apply(subject, 0, subject.length, chance, into);
        return into.toBytes();
    }

    private static void append(Part part, byte[] buf, int off, int end, IntUnaryOperator chance, SubjectBuffer into) {
        switch (part.function) {
            case LITERAL -> into.append(part.text, 0, part.text.length);
            case PARTITION -> into.appendUnsigned(partition(part, buf, off, end, into));
            case RANDOM -> into.appendUnsigned(random(part.number, chance));
            case WILDCARD,
                    REST,
                    SPLIT_FROM_LEFT,
                    SPLIT_FROM_RIGHT,
                    SLICE_FROM_LEFT,
                    SLICE_FROM_RIGHT,
                    RIGHT,
                    LEFT,
                    SPLIT -> {
                if (into.has(part.tokens[0])) {
                    appendToken(part, buf, into.start(part.tokens[0]), into.end(part.tokens[0]), end, into);
                }
            }
        }
    }

    private static void appendToken(Part part, byte[] buf, int from, int to, int end, SubjectBuffer into) {
        switch (part.function) {
            case WILDCARD -> into.append(buf, from, to - from);
            case REST -> into.append(buf, from, end - from);
            case SPLIT_FROM_LEFT -> Cuts.splitFromLeft(buf, from, to, part.number, into);
            case SPLIT_FROM_RIGHT -> Cuts.splitFromRight(buf, from, to, part.number, into);
            case SLICE_FROM_LEFT -> Cuts.sliceFromLeft(buf, from, to, part.number, into);
            case SLICE_FROM_RIGHT -> Cuts.sliceFromRight(buf, from, to, part.number, into);
            case RIGHT -> Cuts.right(buf, from, to, part.number, into);
            case LEFT -> Cuts.left(buf, from, to, part.number, into);
            case SPLIT -> Cuts.split(buf, from, to, part.text, into);
            case LITERAL, PARTITION, RANDOM -> throw new IllegalStateException(part.function + " takes no token");
        }
    }

    /** FNV-1a of the tokens put together, or of the whole subject, modulo a number that has no sign. */
    private static int partition(Part part, byte[] buf, int off, int end, SubjectBuffer found) {
        if (part.number == 0) {
            return 0;
        }
        int hash = FNV_OFFSET;
        if (part.tokens.length == 0) {
            hash = hash(hash, buf, off, end);
        }
        for (int token : part.tokens) {
            if (found.has(token)) {
                hash = hash(hash, buf, found.start(token), found.end(token));
            }
        }
        return Integer.remainderUnsigned(hash, part.number);
    }

    private static int hash(int hash, byte[] buf, int from, int to) {
        int h = hash;
        for (int i = from; i < to; i++) {
            h = (h ^ (buf[i] & 0xff)) * FNV_PRIME;
        }
        return h;
    }

    /** The sign of the number does not count. */
    private static int random(int number, IntUnaryOperator chance) {
        int below = number == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(number);
        return below == 0 ? 0 : chance.applyAsInt(below);
    }

    /** The way back, if what each wildcard matched can be told from the result. */
    public Optional<Transform> reversed() {
        return blueprint.reversed().map(Transform::new);
    }

    /**
     * What nats-server takes for the way back: the wildcards of the source, one by one, become what stands for wildcards in the
     * destination, in the order in which it does. That is the way back unless three or more change places in a circle.
     */
    public Optional<Transform> reversedInOrder() {
        return blueprint.reversedInOrder().map(Transform::new);
    }

    @Override
    public String toString() {
        return blueprint.toString();
    }
}
