package io.midge.account;

import io.midge.json.Utf8;
import io.midge.options.MappingOptions;
import io.midge.options.MappingOptions.Destination;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.SubjectPattern;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import io.midge.subject.TransformException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where messages on the subjects of one source go: to one of some destinations, by weight, or nowhere. Immutable. */
final class WeightedMapping {
    private static final int ALL = 100;

    private final SubjectPattern source;
    /** Null: nowhere. */
    private final @Nullable Transform[] destinations;
    /** Of a hundred numbers from 0, those below are for this destination or for one before it. */
    private final int[] bounds;

    private final boolean bare;

    private record Weighted(@Nullable Transform destination, String text, int weight) {}

    /**
     * @param cluster the one that this server is in, empty if none
     * @param first whether no mapping stands before it
     */
    WeightedMapping(MappingOptions options, String cluster, boolean first) {
        byte[] text = Utf8.bytes(options.source());
        source = new SubjectPattern(text);
        bare = first && !Subjects.hasWildcard(text);
        List<Weighted> weighted = weighted(options, cluster);
        destinations = weighted.stream().map(Weighted::destination).toArray(Transform[]::new);
        bounds = new int[destinations.length];
        int sum = 0;
        for (int i = 0; i < bounds.length; i++) {
            sum += weighted.get(i).weight();
            bounds[i] = sum;
        }
    }

    private static List<Weighted> weighted(MappingOptions options, String cluster) {
        Set<String> named = new HashSet<>();
        List<Weighted> scoped = new ArrayList<>();
        List<Weighted> others = new ArrayList<>();
        for (Destination each : options.destinations()) {
            if (!named.add(each.subject())) {
                throw wrong(options, "duplicate entry for \"" + each.subject() + '"');
            }
            if (each.weight() < 0 || each.weight() > ALL) {
                throw wrong(options, "individual weights need to be <= 100");
            }
            Transform to = each.subject().isEmpty() ? null : transform(options, each.subject());
            if (each.cluster().isEmpty()) {
                others.add(new Weighted(to, each.subject(), each.weight()));
            } else if (each.cluster().equals(cluster)) {
                scoped.add(new Weighted(to, each.subject(), each.weight()));
            }
        }
        List<Weighted> all = scoped.isEmpty() ? others : scoped;
        int sum = all.stream().mapToInt(Weighted::weight).sum();
        if (sum > ALL) {
            throw wrong(options, "total weight needs to be <= 100");
        }
        if (sum != ALL && !named.contains(options.source())) {
            String rest = Transform.numbered(options.source());
            all.add(new Weighted(transform(options, rest), rest, ALL - sum));
        }
        all.sort(Comparator.comparingInt(Weighted::weight));
        return all;
    }

    /** Where messages of a source go: everywhere, and then in each cluster that has a list of its own. */
    static List<Listing.Destination> listed(MappingOptions options) {
        List<Listing.Destination> all = new ArrayList<>();
        Set<String> clusters = new LinkedHashSet<>(List.of(""));
        options.destinations().forEach(each -> clusters.add(each.cluster()));
        for (String cluster : clusters) {
            int sum = 0;
            for (Weighted each : weighted(options, cluster)) {
                sum += each.weight();
                all.add(new Listing.Destination(each.text(), sum, cluster));
            }
        }
        return all;
    }

    private static Transform transform(MappingOptions options, String destination) {
        String wrong = Transform.wrongMapping(options.source(), destination);
        if (wrong == null) {
            try {
                return Transform.of(options.source(), destination);
            } catch (TransformException e) {
                throw new IllegalArgumentException(e);
            }
        }
        throw wrong(options, wrong);
    }

    private static IllegalArgumentException wrong(MappingOptions options, String why) {
        return new IllegalArgumentException("Error adding mapping for \"" + options.source() + "\" : " + why);
    }

    SubjectPattern source() {
        return source;
    }

    /** Puts where a message on a subject of the source goes in the place of what {@code into} held: nothing if it is lost. */
    void map(byte[] subject, int off, int len, IntUnaryOperator chance, SubjectBuffer into) {
        Transform destination = choose(chance);
        if (destination == null) {
            into.clear();
            return;
        }
        // What nats-server hands to the functions of the first mapping, if it finds the subject without looking at its
        // tokens,
        // is no token at all. It makes a difference for {{partition(n)}}, and a stream may be bound to what comes of
        // it.
        boolean nothing = bare && source.isSpelled(subject, off, len);
        destination.apply(subject, off, nothing ? 0 : len, chance, into);
    }

    private @Nullable Transform choose(IntUnaryOperator chance) {
        if (bounds.length == 1 && bounds[0] == ALL) {
            return destinations[0];
        }
        int number = chance.applyAsInt(ALL);
        for (int i = 0; i < bounds.length; i++) {
            if (number < bounds[i]) {
                return destinations[i];
            }
        }
        return null;
    }
}
