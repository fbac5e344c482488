package io.midge;

import io.midge.account.Fanout;
import io.midge.account.Postbox;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Lane;
import io.midge.loop.ThreadLane;
import io.midge.store.StoreLanes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * The threads of JetStream, and where each publishes.
 *
 * @param api handles what is asked on the API
 * @param journal writes the journal
 * @param control makes and drops streams
 * @param background does what the disk takes its time for
 * @param streams streams live there
 * @param postboxes one for the API's lane and for each of the streams'
 */
record JetStreamLanes(
        ThreadLane api,
        ThreadLane journal,
        ThreadLane control,
        ThreadLane background,
        List<ThreadLane> streams,
        IdentityHashMap<Lane, Postbox> postboxes) {

    /** Starts them: of stream lanes half as many as there are cores. */
    static JetStreamLanes start(int cores, Clock clock, List<Fanout> fanouts, Log log) {
        ThreadLane.Failure failure = cause -> log.error("Internal error in JetStream", cause);
        List<ThreadLane> streams = new ArrayList<>();
        for (int i = 0; i < Math.max(1, cores / 2); i++) {
            streams.add(ThreadLane.start("nats-js-" + i, true, clock, failure));
        }
        ThreadLane api = ThreadLane.start("nats-js-api", true, clock, failure);
        IdentityHashMap<Lane, Postbox> postboxes = new IdentityHashMap<>();
        postboxes.put(api, new Postbox(api, fanouts));
        streams.forEach(each -> postboxes.put(each, new Postbox(each, fanouts)));
        return new JetStreamLanes(
                api,
                ThreadLane.start("nats-js-journal", true, clock, failure),
                ThreadLane.start("nats-js-control", true, clock, failure),
                ThreadLane.start("nats-js-disk", true, clock, failure),
                List.copyOf(streams),
                postboxes);
    }

    /** Those that the store works on. */
    StoreLanes ofStore() {
        return new StoreLanes(journal, control, background, List.copyOf(streams));
    }

    /** Where a lane publishes. */
    Postbox postbox(Lane lane) {
        return Objects.requireNonNull(postboxes.get(lane));
    }

    /** Ends them, when what was handed over to them is done. */
    void stop() {
        api.stop();
        streams.forEach(ThreadLane::stop);
        control.stop();
        journal.stop();
        background.stop();
    }
}
