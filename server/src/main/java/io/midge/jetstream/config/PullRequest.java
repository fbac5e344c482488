package io.midge.jetstream.config;

import io.midge.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What a pull request asks for.
 *
 * @param batch how many messages; at least one
 * @param expiresNs for how long; 0: until it is served
 * @param maxBytes how much at most; 0: any size
 * @param heartbeatNs how often it wants to hear that it waits; 0: never
 * @param formal whether it was JSON, and so may name a priority group
 */
public record PullRequest(
        int batch,
        long expiresNs,
        int maxBytes,
        boolean noWait,
        long heartbeatNs,
        boolean formal,
        String group,
        long minPending,
        long minAckPending,
        String id,
        int priority) {
    /** One message, whenever it comes. */
    public static final PullRequest ONE = new PullRequest(1, 0, 0, false, 0, false, "", 0, 0, "", 0);

    /**
     * Reads one: nothing or anything that is neither a number nor an object asks for one message, a number for so many.
     *
     * @throws JsonException with what follows {@code 400 Bad Request - }
     */
    public static PullRequest parse(byte[] buf, int off, int len) throws JsonException {
        return PullRequestReader.read(buf, off, len);
    }

    /** What a consumer without priority groups refuses it with, behind {@code 400 Bad Request - }; null: it does not. */
    public @Nullable String refusalWithoutGroups() {
        if (minPending != 0 || minAckPending != 0) {
            return "Not a Overflow Priority consumer";
        }
        if (!id.isEmpty()) {
            return "Not a Pinned Client Priority consumer";
        }
        return priority < 0 || priority > 9 ? "Priority must be between 0 and 9" : null;
    }

    static PullRequest of(int batch) {
        return batch <= 1 ? ONE : new PullRequest(batch, 0, 0, false, 0, false, "", 0, 0, "", 0);
    }
}
