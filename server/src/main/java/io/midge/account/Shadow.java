package io.midge.account;

import io.midge.proto.PubFrame;
import org.jspecify.annotations.Nullable;

/** Listens in an exporter's account in place of a subscription in the importer's, and gives it what it hears. Any thread. */
final class Shadow implements Subscriber {
    private final Subscription own;
    private final StreamImport stream;

    Shadow(Subscription own, StreamImport stream) {
        this.own = own;
        this.stream = stream;
    }

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
        Hop at = from.hop();
        if (at != null && at.ofService) {
            return false; // a request is no stream: it does not leave this account again
        }
        Hop hop = from.enter();
        if (hop == null) {
            return false;
        }
        try {
            hop.begin(frame, false, null);
            stream.rename(frame.subject, frame.subjectOff, frame.subjectLen, hop.subject);
            hop.frame.subject(hop.subject.bytes(), 0, hop.subject.length());
            return own.subscriber().deliver(own, hop.frame, from, publisher);
        } finally {
            from.leave();
        }
    }

    @Override
    public @Nullable Account account() {
        return own.subscriber().account();
    }

    @Override
    public long cid() {
        return own.subscriber().cid();
    }
}
