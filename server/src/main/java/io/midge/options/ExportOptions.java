package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account lets others import.
 *
 * @param service whether it is a service, which replies, or a stream
 * @param subject the subject, wildcards allowed
 * @param accounts who may import it; none: everyone
 * @param accountTokenPosition which token, from 1, must be the name of the account that imports it; zero: none
 * @param response how a service replies
 * @param responseThreshold how long a reply may take; zero: 2 minutes
 * @param latency how the time of a service is taken; null: not at all
 * @param allowTrace whether traces of messages go on into the account
 */
public record ExportOptions(
        boolean service,
        String subject,
        List<String> accounts,
        int accountTokenPosition,
        Response response,
        Duration responseThreshold,
        @Nullable Latency latency,
        boolean allowTrace) {
    public ExportOptions {
        accounts = List.copyOf(accounts);
    }

    /** How a service replies. */
    public enum Response {
        /** With one message. */
        SINGLETON,
        /** With any number. */
        STREAM,
        /** With one in parts. */
        CHUNKED
    }

    /**
     * How the time of a service is taken.
     *
     * @param sampling for how many of a hundred requests; zero: for those whose headers ask for it
     * @param subject where the results are published
     */
    public record Latency(int sampling, String subject) {}
}
