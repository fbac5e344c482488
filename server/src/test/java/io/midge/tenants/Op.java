package io.midge.tenants;

/** One operation of a member. */
sealed interface Op {
    record Subscribe(int sid, int pattern, String queue) implements Op {}

    /**
     * The end of a subscription.
     *
     * @param max after so many messages; 0: at once
     */
    record Unsubscribe(int sid, int max) implements Op {}

    /**
     * A message.
     *
     * @param reply empty for none
     * @param header whether it has headers
     */
    record Publish(int literal, String reply, boolean header, String payload) implements Op {}

    /** A line that is refused, and what is said about it. */
    record Mistake(String line, String answer) implements Op {}

    /** CONNECT once more, which ends all subscriptions. */
    record Again() implements Op {}
}
