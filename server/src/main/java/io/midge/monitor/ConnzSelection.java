package io.midge.monitor;

import io.midge.account.Account;
import io.midge.client.ClientInfo;
import io.midge.client.ClosedClient;
import io.midge.client.OpenClient;
import io.midge.json.Utf8;
import io.midge.subject.Subjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The connections that a request for {@code /connz} asks for.
 *
 * @param total how many there are, whatever the user, number or page that was asked for
 * @param page those to be shown, in order
 */
record ConnzSelection(int total, List<ClientInfo> page) {

    static ConnzSelection of(ConnzOptions options, ConnzSort sort, Connections connections, Instant now) {
        ConnzOptions.State state = options.state();
        boolean all = state == ConnzOptions.State.ALL;
        List<OpenClient> open =
                all || state == ConnzOptions.State.OPEN ? open(options.account(), connections) : List.of();
        List<ClosedClient> closed = all || state == ConnzOptions.State.CLOSED ? connections.closed() : List.of();
        if (!options.account().isEmpty()) {
            closed = closed.stream()
                    .filter(each -> wasIn(each, options.account()))
                    .toList();
        }
        List<OpenClient> those = options.subject().isEmpty() ? open : listening(options.subject(), open, connections);
        List<ClientInfo> chosen = choose(options, those, closed);
        chosen.sort(sort.at(now));
        int from = (int) Math.min(options.offset(), chosen.size());
        int count = (int) Math.min(options.limit(), chosen.size() - from);
        return new ConnzSelection(open.size() + closed.size(), List.copyOf(chosen.subList(from, from + count)));
    }

    private static List<OpenClient> open(String account, Connections connections) {
        return account.isEmpty() ? connections.open() : connections.open(account);
    }

    // Of those that are gone, nats-server knows no account when it was the global one, even if asked for that.
    private static boolean wasIn(ClosedClient client, String account) {
        return client.account().equals(account) && !account.equals(Account.GLOBAL);
    }

    private static List<OpenClient> listening(String subject, List<OpenClient> open, Connections connections) {
        byte[] filter = Utf8.bytes(subject);
        Supplier<Stream<ClosedClient.Detail>> details = connections.listening(open);
        return open.stream()
                .filter(each -> details.get().anyMatch(own -> Subjects.overlap(filter, Utf8.bytes(own.subject()))))
                .toList();
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
