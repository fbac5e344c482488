package io.midge.interop.jetstream;

import static io.midge.interop.jetstream.Owner.bytes;
import static io.midge.interop.jetstream.Owner.equal;
import static io.midge.interop.jetstream.Owner.that;
import static io.midge.interop.jetstream.Owner.until;

import io.midge.interop.jetstream.JetStreamSuite.Case;
import io.nats.client.ObjectStore;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreWatcher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Object stores. */
final class ObjectCases {
    private static final int LARGE = 64 << 20;

    private ObjectCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("object-of-64-mib", ObjectCases::large);
        cases.put("objects", ObjectCases::objects);
        cases.put("object-watch", ObjectCases::watch);
    }

    private static ObjectStore store(Owner own) throws Exception {
        own.nc()
                .objectStoreManagement()
                .create(ObjectStoreConfiguration.builder(own.name()).build());
        return own.nc().objectStore(own.name());
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    private static byte[] get(ObjectStore store, String name, int size) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        store.get(name, out);
        return out.toByteArray();
    }

    private static void large(Owner own) throws Exception {
        ObjectStore store = store(own);
        byte[] data = random(LARGE);
        ObjectInfo info = store.put("large", new ByteArrayInputStream(data));
        equal((long) LARGE, info.getSize(), "size");
        that(Arrays.equals(data, get(store, "large", LARGE)), "the object has changed");
        own.nc().objectStoreManagement().delete(own.name());
    }

    private static void objects(Owner own) throws Exception {
        ObjectStore store = store(own);
        byte[] data = random(500_001);
        ObjectMeta meta = ObjectMeta.builder("a b/c")
                .description("one")
                .metadata(Map.of("k", "v"))
                .chunkSize(10_000)
                .build();
        ObjectInfo info = store.put(meta, new ByteArrayInputStream(data));
        equal("51 500001", info.getChunks() + " " + info.getSize(), "info");
        that(Arrays.equals(data, get(store, "a b/c", data.length)), "the object has changed");
        store.updateMeta(
                "a b/c", ObjectMeta.builder("renamed").description("two").build());
        equal("two", store.getInfo("renamed").getDescription(), "description");
        equal(null, store.getInfo("a b/c"), "the old name");
        store.addLink("link", store.getInfo("renamed"));
        that(Arrays.equals(data, get(store, "link", data.length)), "the linked object has changed");
        store.put("small", bytes("x"));
        store.delete("small");
        that(store.getInfo("small", true).isDeleted(), "not marked");
        equal(
                List.of("link", "renamed"),
                store.getList().stream().map(ObjectInfo::getObjectName).sorted().toList(),
                "objects");
        that(store.seal().isSealed(), "not sealed");
    }

    /** Keeps names. */
    private record Kept(List<String> all) implements ObjectStoreWatcher {
        @Override
        public void watch(ObjectInfo info) {
            all.add(info.getObjectName() + (info.isDeleted() ? " deleted" : ""));
        }

        @Override
        public void endOfData() {
            all.add("end");
        }
    }

    private static void watch(Owner own) throws Exception {
        ObjectStore store = store(own);
        store.put("before", bytes("x"));
        Kept seen = new Kept(new CopyOnWriteArrayList<>());
        store.watch(seen);
        until("what was there", () -> seen.all().contains("end"));
        store.put("after", bytes("x"));
        store.delete("before");
        until("updates", () -> seen.all().size() >= 4);
        equal(List.of("before", "end", "after", "before deleted"), seen.all(), "updates");
    }
}
