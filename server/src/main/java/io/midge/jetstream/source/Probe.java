package io.midge.jetstream.source;

import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.account.Subscription;
import io.midge.loop.Confined;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Listens whether a durable consumer that did not answer delivers something: then it is asked again at once. */
@Confined("stream lane")
final class Probe {
    private final Upstream of;
    private final String subject;
    private @Nullable Subscription listed;

    Probe(Upstream of, String subject) {
        this.of = of;
        this.subject = subject;
    }

    void begin() {
        AtomicBoolean heard = new AtomicBoolean();
        listed = of.target().internal().subscribe(of.target().account(), subject, new Internal.Handler() {
            @Override
            public boolean hasRoom(int size, Publisher publisher) {
                if (heard.compareAndSet(false, true)) {
                    of.target().lane().execute(Probe.this::heard);
                }
                return false;
            }

            @Override
            public boolean onMessage(Internal.Message message) {
                return false;
            }
        });
    }

    private void heard() {
        if (listed != null) {
            of.isAlive();
        }
    }

    void end() {
        if (listed != null) {
            of.target().internal().unsubscribe(of.target().account(), listed);
            listed = null;
        }
    }
}
