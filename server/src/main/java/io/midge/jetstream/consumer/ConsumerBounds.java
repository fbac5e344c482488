package io.midge.jetstream.consumer;

/**
 * What the server allows consumers.
 *
 * @param maxRequestBatch messages of one pull request; 0: any number
 * @param maxPendingBytes what direct gets and pull requests without a limit of their own may take at once
 */
public record ConsumerBounds(int maxRequestBatch, long maxPendingBytes) {}
