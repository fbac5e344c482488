package io.midge;

import io.midge.account.Accounts;
import io.midge.client.Client;
import io.midge.client.Clients;
import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import io.midge.monitor.Connections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What monitoring sees of a server's connections. */
record Connected(Clients clients, Accounts accounts) implements Connections {
    @Override
    public List<OpenClient> open() {
        return clients.open();
    }

    @Override
    public List<OpenClient> open(String account) {
        return clients.present().stream()
                .filter(each -> each.account().name().equals(account))
                .map(Client::info)
                .toList();
    }

    @Override
    public List<ClosedClient> closed() {
        return clients.closed();
    }

    @Override
    public Supplier<Stream<ClosedClient.Detail>> listening(List<OpenClient> some) {
        return clients.listening(some)::next;
    }

    @Override
    public boolean hasAccount(String name) {
        return accounts.find(name) != null;
    }
}
