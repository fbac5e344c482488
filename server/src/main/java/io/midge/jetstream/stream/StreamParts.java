package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.consumer.ConsumerBounds;
import io.midge.log.Log;
import java.util.random.RandomGenerator;

/**
 * What a stream is made of.
 *
 * @param domain of this server, empty if it has none
 * @param postbox of the stream's lane
 * @param random that nobody can guess, of the stream's lane
 * @param shared whether there are several I/O loops
 */
public record StreamParts(
        Account account,
        String domain,
        Internal internal,
        Postbox postbox,
        RandomGenerator random,
        Log log,
        StreamHome home,
        ConsumerBounds bounds,
        boolean shared) {}
