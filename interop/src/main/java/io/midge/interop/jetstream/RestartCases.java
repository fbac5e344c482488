package io.midge.interop.jetstream;

import io.midge.interop.PeerServer;
import io.nats.client.ConsumerContext;
import io.nats.client.api.KeyValueConfiguration;

/** What is left of streams and consumers when a server starts again, and clients that go on. */
final class RestartCases {
    private RestartCases() {}

    static void run(String command) throws Exception {
        try (StoreDirectory store = StoreDirectory.create()) {
            PeerServer first = PeerServer.start(command, store.arguments());
            try (Owner own = Owner.open(first.url(), "JAVA_RESTART")) {
                own.stream();
                own.many("a", 100);
                ConsumerContext consumer = own.consumer(Owner.durable());
                Owner.take(consumer, 40);
                own.nc()
                        .keyValueManagement()
                        .create(KeyValueConfiguration.builder().name("kept").build());
                own.nc().keyValue("kept").put("k", "v");
                first.close();
                try (PeerServer again = PeerServer.start(command, first.port(), store.arguments())) {
                    Owner.that(again.pid() > 0, "no server");
                    Owner.until("connection", () -> own.nc().getStatus() == io.nats.client.Connection.Status.CONNECTED);
                    Owner.equal(100L, own.state().getMsgCount(), "messages");
                    Owner.equal(40L, own.info().getAckFloor().getStreamSequence(), "ack floor");
                    Owner.that(Owner.take(consumer, 60).startsWith("40 41 "), "the rest");
                    Owner.equal("v", own.nc().keyValue("kept").get("k").getValueAsString(), "value");
                }
            } finally {
                first.close();
            }
        }
    }
}
