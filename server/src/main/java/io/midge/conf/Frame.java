package io.midge.conf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A map or an array that is being read. */
final class Frame {
    private final boolean map;
    private final Map<String, ConfValue> entries;
    private final List<ConfValue> values;

    /** Keys whose values were used as variables. */
    private Set<String> used = Set.of();

    private Frame(boolean map) {
        this.map = map;
        this.entries = map ? new LinkedHashMap<>() : Map.of();
        this.values = map ? List.of() : new ArrayList<>();
    }

    static Frame map() {
        return new Frame(true);
    }

    static Frame array() {
        return new Frame(false);
    }

    boolean isMap() {
        return map;
    }

    void put(String key, ConfValue value, boolean variable) {
        entries.put(key, value);
        if (variable) {
            use(key);
        } else if (!used.isEmpty()) {
            used.remove(key);
        }
    }

    void add(ConfValue value) {
        values.add(value);
    }

    /** Whether there is a variable of this name; if so it counts as used. */
    boolean uses(String name) {
        if (!entries.containsKey(name)) {
            return false;
        }
        use(name);
        return true;
    }

    ConfValue get(String name) {
        ConfValue value = entries.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name);
        }
        return value;
    }

    private void use(String name) {
        if (used.isEmpty()) {
            used = new HashSet<>();
        }
        used.add(name);
    }

    ConfMap toMap(Position at) {
        return new ConfMap(entries, used, at);
    }

    ConfValue.Items toItems(Position at) {
        return new ConfValue.Items(values, at);
    }
}
