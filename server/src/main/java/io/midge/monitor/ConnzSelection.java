package io.midge.monitor;

import io.midge.account.Account;
import io.midge.client.ClientInfo;
import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections that a request for {@code /connz} asks for.
 *
 * @param total how many there are, whatever the user, number or page that was asked for
 * @param page those to be shown, in order
 */
record ConnzSelection(int total, List<ClientInfo> page) {

    static ConnzSelection of(ConnzOptions options, ConnzSort sort, Connections connections, Instant now) {
        List<OpenClient> open = options.state() == ConnzOptions.State.CLOSED ? List.of() : connections.open();
        List<ClosedClient> closed = options.state() == ConnzOptions.State.OPEN ? List.of() : connections.closed();
        if (!options.account().isEmpty()) {
            open = open.stream()
                    .filter(each -> each.account().equals(options.account()))
                    .toList();
            closed = closed.stream()
                    .filter(each -> wasIn(each, options.account()))
                    .toList();
        }
        List<ClientInfo> chosen = choose(options, open, closed);
        chosen.sort(sort.at(now));
        int from = (int) Math.min(options.offset(), chosen.size());
        int count = (int) Math.min(options.limit(), chosen.size() - from);
        return new ConnzSelection(open.size() + closed.size(), List.copyOf(chosen.subList(from, from + count)));
    }

    // Of those that are gone, nats-server knows no account when it was the global one, even if asked for that.
    private static boolean wasIn(ClosedClient client, String account) {
        return client.account().equals(account) && !account.equals(Account.GLOBAL);
    }

    private static List<ClientInfo> choose(ConnzOptions options, List<OpenClient> open, List<ClosedClient> closed) {
        List<ClientInfo> chosen = new ArrayList<>();
        for (ClientInfo each : open) {
            if (matches(options, each)) {
                chosen.add(each);
            }
        }
        if (options.cid() != 0 && !chosen.isEmpty()) {
            return chosen;
        }
        for (ClientInfo each : closed) {
            if (matches(options, each)) {
                chosen.add(each);
            }
        }
        return chosen;
    }

    // Nobody speaks MQTT.
    private static boolean matches(ConnzOptions options, ClientInfo client) {
        return (options.cid() == 0 || options.cid() == client.cid())
                && (options.user().isEmpty() || options.user().equals(client.user()))
                && options.mqttClient().isEmpty();
    }
}
