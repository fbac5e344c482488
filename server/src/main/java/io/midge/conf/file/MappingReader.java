package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.MappingOptions;
import io.midge.options.MappingOptions.Destination;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mappings of subjects: of an account, or of {@code $G} at the top. */
final class MappingReader {
    private static final int ALL = 100;

    private final Problems problems;

    private MappingReader(Problems problems) {
        this.problems = problems;
    }

    /** The mappings of the field {@code mappings}. */
    static List<MappingOptions> read(Block owner) {
        Block block = owner.block("mappings", "maps");
        List<MappingOptions> mappings = new ArrayList<>();
        if (block != null) {
            MappingReader reader = new MappingReader(owner.problems());
            block.entries().forEach((source, value) -> {
                MappingOptions mapping = reader.mapping(source, value);
                if (mapping != null) {
                    mappings.add(mapping);
                }
            });
        }
        return mappings;
    }

    private @Nullable MappingOptions mapping(String source, ConfValue value) {
        if (!SubjectText.isValid(source)) {
            problems.error(value.at(), "Subject \"" + source + "\" is not a valid subject");
            return null;
        }
        List<Destination> destinations = new ArrayList<>();
        switch (value) {
            case ConfValue.Text text -> destinations.add(new Destination(text.value(), ALL, ""));
            case ConfValue.Items items -> items.values().forEach(item -> add(destinations, item));
            default -> add(destinations, value);
        }
        String wrong = wrong(source, destinations);
        if (wrong != null) {
            String to = value instanceof ConfValue.Text text ? "to \"" + text.value() + "\" " : "";
            problems.error(value.at(), "Error adding mapping for \"" + source + "\" " + to + ": " + wrong);
            return null;
        }
        return new MappingOptions(source, destinations);
    }

    private void add(List<Destination> to, ConfValue value) {
        if (!(value instanceof ConfMap map)) {
            problems.error(value.at(), "Expected an entry for the mapping destination, got " + value.kind());
            return;
        }
        Block block = new Block(map, problems);
        String subject = block.text("destination", "dest");
        String cluster = block.text("cluster");
        ConfValue weight = block.value("weight");
        block.endFor("mapping destination");
        if (weight == null) {
            problems.error(block.at(), "Missing weight for mapping destination \"" + subject + '"');
            return;
        }
        Long number = switch (weight) {
            case ConfValue.Whole whole -> whole.value();
            case ConfValue.Text text -> GoInt.percent(text.value());
            default -> null;
        };
        if (number == null || number < 0 || number > ALL) {
            problems.error(
                    weight.at(),
                    "Invalid weight " + shown(weight, number)
                            + " for mapping destination; write a number from 0 to 100 or as in \"50%\"");
            return;
        }
        to.add(new Destination(subject, number.intValue(), cluster));
    }

    private static String shown(ConfValue weight, @Nullable Long number) {
        if (number != null) {
            return number.toString();
        }
        return weight instanceof ConfValue.Text text
                ? '"' + text.value().replaceFirst("%$", "") + '"'
                : "of " + weight.kind();
    }

    private static @Nullable String wrong(String source, List<Destination> destinations) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> weights = new HashMap<>(Map.of("", 0));
        for (Destination destination : destinations) {
            if (!seen.add(destination.subject())) {
                return "duplicate entry for \"" + destination.subject() + '"';
            }
            if (weights.merge(destination.cluster(), destination.weight(), Integer::sum) > ALL) {
                return "total weight needs to be <= 100";
            }
            String wrong = Transform.wrongMapping(source, destination.subject());
            if (wrong != null) {
                return wrong;
            }
        }
        boolean stays = !seen.contains(source) && weights.values().stream().anyMatch(weight -> weight != ALL);
        return stays
                ? Transform.wrong(source, SubjectText.hasWildcard(source) ? Transform.numbered(source) : source, false)
                : null;
    }
}
