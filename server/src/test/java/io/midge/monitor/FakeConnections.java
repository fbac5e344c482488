package io.midge.monitor;

import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Connections that a test has made up, of a server with the accounts $G, $SYS and APP. */
final class FakeConnections implements Connections {
    final List<OpenClient> open = new ArrayList<>();
    final List<ClosedClient> closed = new ArrayList<>();

    /** What open ones listen to, by cid. */
    final Map<Long, List<ClosedClient.Detail>> details = new HashMap<>();

    @Override
    public List<OpenClient> open() {
        return open;
    }

    @Override
    public List<OpenClient> open(String account) {
        return open.stream().filter(each -> each.account().equals(account)).toList();
    }

    @Override
    public List<ClosedClient> closed() {
        return closed;
    }

    @Override
    public Supplier<Stream<ClosedClient.Detail>> listening(List<OpenClient> some) {
        var each = List.copyOf(some).iterator();
        return () -> details.getOrDefault(each.next().cid(), List.of()).stream();
    }

    @Override
    public boolean hasAccount(String name) {
        return List.of("$G", "$SYS", "APP").contains(name);
    }
}
