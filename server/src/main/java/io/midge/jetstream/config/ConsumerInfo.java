package io.midge.jetstream.config;

import java.time.Instant;

/** A consumer as the API shows it. */
public record ConsumerInfo(
        String stream,
        String name,
        Instant created,
        ConsumerConfig config,
        SequenceInfo delivered,
        SequenceInfo ackFloor,
        int numAckPending,
        int numRedelivered,
        int numWaiting,
        long numPending,
        boolean pushBound,
        boolean paused,
        long pauseRemainingNs,
        Instant ts) {}
