package io.midge.log;

/**
 * What is logged beside what happens: lines for developers and lines of the protocol.
 *
 * @param debug debug lines
 * @param trace protocol lines; on as well if one of the next two is
 * @param systemTrace protocol lines of the system account too
 * @param headersOnly of payloads only the headers, and nothing of those that have none
 * @param maxPayload bytes of a payload that are shown, 0 for all
 */
public record Verbosity(boolean debug, boolean trace, boolean systemTrace, boolean headersOnly, int maxPayload) {
    /** As above; a negative limit is none. */
    public Verbosity {
        trace = trace || systemTrace || headersOnly;
        maxPayload = Math.max(0, maxPayload);
    }

    /** Debug lines, protocol lines with whole payloads, both or none. */
    public static Verbosity of(boolean debug, boolean trace) {
        return new Verbosity(debug, trace, false, false, 0);
    }
}
