package io.midge;

import io.midge.client.Clients;
import io.midge.events.Events;
import io.midge.loop.Lanes;
import io.midge.net.Listener;
import io.midge.proto.ClosedReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The clients and the listener, as a lame duck sees them.
 *
 * @param streams ends JetStream, if there is any: whoever consumes from here is to go elsewhere first
 * @param stop ends the server
 */
record Flock(
        Listener listener,
        Listeners listeners,
        Loops loops,
        Clients all,
        @Nullable Events events,
        Runnable streams,
        Runnable stop)
        implements LameDuck.Flock {
    @Override
    public void refuse(Runnable then) {
        listener.close();
        listeners.close();
        streams.run();
        AtomicInteger left = new AtomicInteger(loops.io().size());
        // What was accepted is handed out by the first loop: behind it, on each loop, all of it is there.
        loops.first()
                .execute(() -> loops.io()
                        .forEach(each -> each.execute(() -> {
                            if (left.decrementAndGet() == 0) {
                                loops.first().execute(then);
                            }
                        })));
    }

    @Override
    public List<Runnable> clients() {
        return all.present().stream()
                .<Runnable>map(each -> () -> each.close(ClosedReason.SERVER_SHUTDOWN))
                .toList();
    }

    @Override
    public void announce() {
        if (events != null) {
            events.lameDuck();
        }
        all.announce(all.info().withLameDuck(true));
    }

    @Override
    public void end() {
        Lanes.start("nats-stop", false, stop);
    }
}
