package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.StorageType;
import io.midge.store.StreamStore;
import org.jspecify.annotations.Nullable;

/** What a stream's account and server allow it. Any thread; quick. */
public interface StreamHome {
    /**
     * Whether the account and the server have room for so many bytes more.
     *
     * @return what to refuse with, null: there is room
     */
    @Nullable
    ApiError refusal(StorageType storage, long bytes);

    /** The stream's size has changed by so many bytes. */
    void sized(StorageType storage, long by);

    /** So many messages, and bytes of them, may wait to be stored in one stream. */
    int maxBufferedMsgs();

    long maxBufferedSize();

    /** Bytes that one direct get may answer with when it sets no limit: the server's {@code max_pending}. */
    long maxPending();

    /** A consumer of it could deliver for a second and did not; it does now. */
    default void woken() {}

    /** It cannot go on, and nothing else stops with it. */
    void failed(StreamStore store, String why);
}
