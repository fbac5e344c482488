package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.proto.ClosedReason;
import io.midge.proto.Headers;
import io.midge.proto.PubFrame;
import io.midge.proto.ServerError;

/** What is done to a message of a client before anything is asked about it. */
@Confined("I/O loop of the client")
final class Ingress {
    private Ingress() {}

    /** Whether a message is no larger than one may be here; what is larger is the end of the connection. */
    static boolean fits(PubFrame frame, Client client, Account account, Clients clients) {
        int max = Subscriptions.least(
                clients.options().limits().maxPayload(), account.limits().maxPayload());
        if (frame.size <= max) {
            return true;
        }
        client.complain("maximum payload exceeded: " + frame.size + " vs " + max);
        return client.fail(ServerError.MAX_PAYLOAD_VIOLATION, ClosedReason.MAX_PAYLOAD_EXCEEDED);
    }

    /** Takes from it what only servers may say, and gives it the subject that mappings say. */
    static void prepare(PubFrame frame, Client client, Account account, Fanout fanout, Log log) {
        if (frame.headerLen > 0 && Headers.hasRequestInfo(frame.buf, frame.bodyOff, frame.headerLen)) {
            Headers.removeRequestInfo(frame);
        }
        String before = log.isTrace() ? frame.subjectText() : "";
        if (fanout.map(account, frame)) {
            ClientTrace.mapping(log, client, before, frame);
        }
    }
}
