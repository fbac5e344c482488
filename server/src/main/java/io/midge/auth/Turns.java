package io.midge.auth;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Things that wait by name, of which each name has its turn: one that has many does not keep others waiting. One thread. */
final class Turns<T> {
    private final LinkedHashMap<String, ArrayDeque<T>> queues = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(String name, T thing) {
        queues.computeIfAbsent(name, any -> new ArrayDeque<>(1)).add(thing);
        size++;
    }

    /** The oldest of the first name that may have its turn, which goes behind all others then; null: none. */
    @Nullable
    T next(Predicate<String> may) {
        Iterator<Map.Entry<String, ArrayDeque<T>>> each = queues.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, ArrayDeque<T>> entry = each.next();
            if (may.test(entry.getKey())) {
                each.remove();
                T oldest = entry.getValue().remove();
                if (!entry.getValue().isEmpty()) {
                    queues.put(entry.getKey(), entry.getValue());
                }
                size--;
                return oldest;
            }
        }
        return null;
    }

    /** Takes out the youngest of the name that has most, of several such of the one whose turn is last; there has to be one. */
    T dropYoungest() {
        String name = "";
        int most = 0;
        for (Map.Entry<String, ArrayDeque<T>> each : queues.entrySet()) {
            if (each.getValue().size() >= most) {
                most = each.getValue().size();
                name = each.getKey();
            }
        }
        ArrayDeque<T> longest = Objects.requireNonNull(queues.get(name));
        T youngest = longest.removeLast();
        if (longest.isEmpty()) {
            queues.remove(name);
        }
        size--;
        return youngest;
    }
}
