package io.midge.conf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A map of a configuration, keys as written, in the order of the file; a key that came again has its last value.
 *
 * @param entries values by key
 * @param variables the keys whose values were used as variables, which need not be known options
 * @param at where it stands
 */
public record ConfMap(Map<String, ConfValue> entries, Set<String> variables, Position at) implements ConfValue {
    public ConfMap {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        variables = Set.copyOf(variables);
    }

    @Override
    public String kind() {
        return "a map";
    }
}
