package io.midge.account;

import io.midge.json.JsonWriter;

/**
 * How much an account is used at one moment: nats-server's {@code AccountStat}.
 *
 * @param account its name
 * @param connections who is in it
 * @param subscriptions how many are listed in it
 * @param sentMsgs messages that were delivered in it
 * @param sentBytes their headers and payloads
 * @param receivedMsgs messages that were published in it
 * @param receivedBytes their headers and payloads
 * @param slowConsumers how often one in it did not keep up
 */
public record AccountStat(
        String account,
        int connections,
        long subscriptions,
        long sentMsgs,
        long sentBytes,
        long receivedMsgs,
        long receivedBytes,
        long slowConsumers) {
    /** From any thread; figures of the loops are a moment late. */
    public static AccountStat of(Account account) {
        long sentMsgs = 0;
        long sentBytes = 0;
        long receivedMsgs = 0;
        long receivedBytes = 0;
        for (Traffic each : account.traffic()) {
            sentMsgs += each.outMsgs();
            sentBytes += each.outBytes();
            receivedMsgs += each.inMsgs();
            receivedBytes += each.inBytes();
        }
        return new AccountStat(
                account.name(),
                account.connections(),
                account.sublist().count(),
                sentMsgs,
                sentBytes,
                receivedMsgs,
                receivedBytes,
                account.slowConsumers());
    }

    /** Writes its fields into the object that is open. */
    public void write(JsonWriter out) {
        out.string("acc", account).string("name", account);
        out.integer("conns", connections).integer("leafnodes", 0).integer("total_conns", connections);
        out.unsigned("num_subscriptions", subscriptions);
        data(out.beginObject("sent"), sentMsgs, sentBytes);
        data(out.beginObject("received"), receivedMsgs, receivedBytes);
        out.integer("slow_consumers", slowConsumers);
    }

    // There is nobody yet to whom messages go by another way than to clients.
    private static void data(JsonWriter out, long msgs, long bytes) {
        out.integer("msgs", msgs).integer("bytes", bytes);
        none(out.beginObject("gateways"));
        none(out.beginObject("routes"));
        none(out.beginObject("leafs"));
        out.endObject();
    }

    private static void none(JsonWriter out) {
        out.integer("msgs", 0).integer("bytes", 0).endObject();
    }
}
