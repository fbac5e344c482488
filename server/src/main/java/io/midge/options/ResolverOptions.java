package io.midge.options;

import java.time.Duration;

/** Where accounts of operators come from. */
public sealed interface ResolverOptions {
    /** What is preloaded, and nothing else. */
    record Memory() implements ResolverOptions {}

    /**
     * A server over HTTP.
     *
     * @param url what comes before an account's key
     */
    record Url(String url) implements ResolverOptions {}

    /**
     * A directory with all accounts.
     *
     * @param dir the directory
     * @param limit how many accounts; zero (default): any number
     * @param interval how often servers compare theirs; zero: 1 minute
     * @param timeout how long another server may take; zero: 1.9 seconds
     * @param allowDelete accounts may be removed
     * @param hardDelete and leave nothing behind
     */
    record Full(String dir, long limit, Duration interval, Duration timeout, boolean allowDelete, boolean hardDelete)
            implements ResolverOptions {}

    /**
     * A directory with accounts that were asked for.
     *
     * @param dir the directory
     * @param limit how many accounts; zero: 1,000
     * @param ttl how long one is kept; zero: for ever
     * @param timeout how long another server may take; zero: 1.9 seconds
     */
    record Cache(String dir, long limit, Duration ttl, Duration timeout) implements ResolverOptions {}
}
