package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.loop.Confined;

/** A consumer. */
@Confined("stream lane")
public final class Consumer {
    public String name() {
        throw new UnsupportedOperationException();
    }

    public ConsumerConfig config() {
        throw new UnsupportedOperationException();
    }

    public ConsumerInfo info() {
        throw new UnsupportedOperationException();
    }
}
