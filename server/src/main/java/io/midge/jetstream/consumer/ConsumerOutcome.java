package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerInfo;

/** Hears how making or changing a consumer ended, when that is durable. */
public interface ConsumerOutcome {
    /**
     * So it is now.
     *
     * @param created whether it was not there before
     */
    void is(ConsumerInfo info, boolean created);

    void refused(ApiError why);
}
