package io.midge.interop.jetstream;

import static io.midge.interop.jetstream.Owner.bytes;
import static io.midge.interop.jetstream.Owner.equal;
import static io.midge.interop.jetstream.Owner.fails;
import static io.midge.interop.jetstream.Owner.until;

import io.midge.interop.jetstream.JetStreamSuite.Case;
import io.nats.client.KeyValue;
import io.nats.client.MessageTtl;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.api.Source;
import io.nats.client.api.SubjectTransform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Key-value buckets. */
final class BucketCases {
    private BucketCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("key-value", BucketCases::keyValue);
        cases.put("key-value-history", BucketCases::history);
        cases.put("key-value-watch", BucketCases::watch);
        cases.put("key-value-age", BucketCases::age);
        cases.put("key-value-limit-markers", BucketCases::markers);
        cases.put("key-value-sources", BucketCases::sources);
    }

    private static KeyValue bucket(Owner own, KeyValueConfiguration.Builder config) throws Exception {
        own.nc().keyValueManagement().create(config.build());
        return own.nc().keyValue(own.name());
    }

    private static KeyValueConfiguration.Builder named(Owner own) {
        return KeyValueConfiguration.builder().name(own.name());
    }

    private static void keyValue(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own).maxHistoryPerKey(4));
        equal(1L, kv.put("a.b", "1"), "revision");
        KeyValueEntry entry = kv.get("a.b");
        equal("a.b 1 1", entry.getKey() + " " + entry.getValueAsString() + " " + entry.getRevision(), "entry");
        equal(null, kv.get("nothing"), "nothing");
        fails(10071, () -> kv.create("a.b", bytes("")));
        equal(2L, kv.update("a.b", "2", 1), "revision");
        fails(10071, () -> kv.update("a.b", "3", 1));
        equal("1", kv.get("a.b", 1).getValueAsString(), "older");
        kv.delete("a.b");
        equal(null, kv.get("a.b"), "a deleted key");
        kv.create("a.b", bytes("4"));
        kv.put("c", "5");
        equal(List.of("a.b", "c"), kv.keys().stream().sorted().toList(), "keys");
        equal(List.of("c"), kv.keys("c"), "some keys");
        kv.purge("a.b");
        equal(List.of("c"), kv.keys(), "keys after a purge");
        kv.purgeDeletes();
        equal(4L, kv.getStatus().getMaxHistoryPerKey(), "history");
        own.nc().keyValueManagement().delete(own.name());
        fails(10059, () -> own.nc().keyValueManagement().getStatus(own.name()));
    }

    private static void history(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own).maxHistoryPerKey(3));
        for (int i = 0; i < 5; i++) {
            kv.put("a", i);
        }
        kv.delete("a");
        List<String> all = new ArrayList<>();
        for (KeyValueEntry each : kv.history("a")) {
            all.add(each.getOperation() + " " + each.getRevision());
        }
        equal(List.of("PUT 4", "PUT 5", "DELETE 6"), all, "history");
    }

    /** Keeps what comes, in one word each. */
    private record Kept(List<String> all) implements KeyValueWatcher {
        @Override
        public void watch(KeyValueEntry e) {
            all.add(e.getKey() + "="
                    + (e.getOperation() == KeyValueOperation.PUT ? e.getValueAsString() : e.getOperation()));
        }

        @Override
        public void endOfData() {
            all.add("end");
        }

        void await(String... wanted) throws Exception {
            until("update " + wanted[wanted.length - 1], () -> all.size() >= wanted.length);
            equal(List.of(wanted), all, "updates");
        }
    }

    private static void watch(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own).maxHistoryPerKey(3));
        kv.put("a", "1");
        kv.put("a", "2");
        Kept last = new Kept(new CopyOnWriteArrayList<>());
        Kept all = new Kept(new CopyOnWriteArrayList<>());
        Kept later = new Kept(new CopyOnWriteArrayList<>());
        kv.watchAll(last);
        kv.watch("a", all, KeyValueWatchOption.INCLUDE_HISTORY);
        kv.watchAll(later, KeyValueWatchOption.UPDATES_ONLY, KeyValueWatchOption.IGNORE_DELETE);
        last.await("a=2", "end");
        all.await("a=1", "a=2", "end");
        later.await("end");
        kv.put("b", "3");
        kv.delete("a");
        kv.put("b", "4");
        last.await("a=2", "end", "b=3", "a=DELETE", "b=4");
        all.await("a=1", "a=2", "end", "a=DELETE");
        later.await("end", "b=3", "b=4");
    }

    private static void age(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own).ttl(Duration.ofSeconds(1)));
        kv.put("a", "short");
        until("end of the value", () -> kv.get("a") == null);
    }

    private static void markers(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own).limitMarker(Duration.ofSeconds(1)).maxHistoryPerKey(2));
        Kept seen = new Kept(new CopyOnWriteArrayList<>());
        kv.watchAll(seen);
        seen.await("end");
        kv.create("a", bytes("short"), MessageTtl.seconds(1));
        seen.await("end", "a=short", "a=PURGE");
    }

    private static void sources(Owner own) throws Exception {
        KeyValue kv = bucket(own, named(own));
        kv.put("a", "1");
        own.nc()
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name(own.name() + "_COPY")
                        .sources(Source.builder()
                                .name("KV_" + own.name())
                                .subjectTransforms(SubjectTransform.builder()
                                        .source("$KV." + own.name() + ".>")
                                        .destination("$KV." + own.name() + "_COPY.>")
                                        .build())
                                .build())
                        .build());
        KeyValue copy = own.nc().keyValue(own.name() + "_COPY");
        until("value", () -> copy.get("a") != null);
        equal("1", copy.get("a").getValueAsString(), "value");
    }
}
