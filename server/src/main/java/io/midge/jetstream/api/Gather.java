package io.midge.jetstream.api;

import io.midge.jetstream.meta.Asset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks several streams the same, each on its lane, and puts what they say together in their order. Any thread. */
public final class Gather {
    private Gather() {}

    /**
     * Asks them.
     *
     * @param question null: it has nothing to say, and neither has one that throws
     * @param then hears the answers, on one of the lanes, or at once if nobody was asked
     */
    public static <T> void of(List<Asset> assets, Function<Asset, @Nullable T> question, Consumer<List<T>> then) {
        if (assets.isEmpty()) {
            then.accept(List.of());
            return;
        }
        AtomicReferenceArray<@Nullable T> said = new AtomicReferenceArray<>(assets.size());
        AtomicInteger left = new AtomicInteger(assets.size());
        for (int i = 0; i < assets.size(); i++) {
            int at = i;
            assets.get(at).lane().execute(() -> {
                try {
                    said.set(at, question.apply(assets.get(at)));
                } finally {
                    if (left.decrementAndGet() == 0) {
                        then.accept(list(said));
                    }
                }
            });
        }
    }

    private static <T> List<T> list(AtomicReferenceArray<@Nullable T> said) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < said.length(); i++) {
            T each = said.get(i);
            if (each != null) {
                all.add(each);
            }
        }
        return Collections.unmodifiableList(all);
    }
}
