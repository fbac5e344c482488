package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.proto.Headers;
import io.midge.proto.PubFrame;

/** What is done to a message of a client before anything is asked about it. */
@Confined("I/O loop of the client")
final class Ingress {
    private Ingress() {}

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
