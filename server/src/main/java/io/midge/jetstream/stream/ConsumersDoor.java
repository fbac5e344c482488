package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.consumer.ConsumerBounds;
import io.midge.jetstream.consumer.StreamDoor;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import java.util.random.RandomGenerator;

/** A stream as its consumers see it. */
@Confined("stream lane")
final class ConsumersDoor implements StreamDoor {
    private final Stream stream;
    private final StreamParts parts;

    ConsumersDoor(Stream stream, StreamParts parts) {
        this.stream = stream;
        this.parts = parts;
    }

    @Override
    public String name() {
        return store().name();
    }

    @Override
    public Account account() {
        return parts.account();
    }

    @Override
    public String domain() {
        return parts.domain();
    }

    @Override
    public StreamConfig config() {
        return stream.config();
    }

    @Override
    public StreamStore store() {
        return stream.store();
    }

    @Override
    public Lane lane() {
        return store().lane();
    }

    @Override
    public Postbox postbox() {
        return parts.postbox();
    }

    @Override
    public RandomGenerator random() {
        return parts.random();
    }

    @Override
    public boolean propose(Decision decision, Replicator.Proposal end) {
        return store().propose(decision, end);
    }

    @Override
    public void done(long from, long to) {
        stream.done(from, to);
    }

    @Override
    public void whenGone(Runnable then) {
        stream.whenGone(then);
    }

    @Override
    public void woken() {
        parts.home().woken();
    }

    @Override
    public void warning(String text) {
        parts.log().warn(text);
    }

    @Override
    public void interestChanged() {
        stream.interestChanged();
    }

    @Override
    public ConsumerBounds bounds() {
        return parts.bounds();
    }
}
