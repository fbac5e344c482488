package io.midge.bench;

import java.io.IOException;
import java.util.Map;

/** A scenario in progress against one server: connected, and ready to run phase after phase. */
sealed interface Workload extends AutoCloseable
        permits HandshakeRun, JsConsume, JsCrowd, JsRequests, RequestRun, StreamRun, TlsRun {

    /** What a phase did: its messages, its time from first to last byte, and what else is known of it. */
    record Phase(long messages, long nanos, Map<Metric, Double> more) {}

    /** Loads the server for about {@code nanos} and waits until everything under way has arrived. */
    Phase run(long nanos) throws IOException;

    /** Proves that all that was sent arrived, and nothing else. */
    void verify() throws IOException;

    @Override
    void close() throws IOException;
}
