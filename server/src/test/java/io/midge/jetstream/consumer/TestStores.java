package io.midge.jetstream.consumer;

import io.midge.disk.FileDisk;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Stores of one lane, which a test leads, in a directory. */
final class TestStores {
    private static final StoreOptions OPTIONS = new StoreOptions(
            "", 1 << 20, 64 << 20, 1 << 30, 16 << 10, 1 << 14, 1 << 18, 4096, 1 << 18, 1 << 20, 8, 0, 0, 64 << 20);

    private TestStores() {}

    static Store open(Path directory, HandLane lane, Random random, StoreListener hears) {
        try {
            StoreLanes lanes = new StoreLanes(lane, lane, lane, List.of(lane));
            Keys keys = new Keys(SecretText.NONE, SecretText.NONE, StoreCipher.CHACHA, random);
            return Store.open(new StoreParts(
                    FileDisk.at(directory, lane), lanes, OPTIONS, keys, StoreCipher.CHACHA, random, hears));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stream S. */
    static StreamStore make(Store store, HandLane lane, boolean inMemory) {
        List<StreamStore> made = new ArrayList<>();
        Storage storage = inMemory ? Storage.MEMORY : Storage.FILE;
        store.make(new StreamSpec("A", "S", 1, storage, Compression.NONE, new byte[0]), new Store.Made() {
            @Override
            public void made(StreamStore stream) {
                made.add(stream);
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        lane.run();
        return made.getFirst();
    }

    /** Removes a directory with all that is in it. */
    static void remove(Path top) {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
