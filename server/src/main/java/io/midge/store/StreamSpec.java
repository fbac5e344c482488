package io.midge.store;

import io.midge.store.file.StreamMeta;

/**
 * What a new stream is to be.
 *
 * @param createdNs nanoseconds since 1970
 * @param config its configuration, opaque here; not to be changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
public record StreamSpec(
        String account,
        String stream,
        long createdNs,
        StreamMeta.Storage storage,
        StreamMeta.Compression compression,
        byte[] config) {}
