package io.midge.jetstream.config;

/**
 * What the server and the account allow a consumer; 0 or less: as much as it likes.
 *
 * @param account whose limits these are
 * @param maxRequestBatch messages that one pull request may ask for
 * @param maxAckPending messages that may wait for an acknowledgement, as the server has it
 * @param accountMaxAckPending the same, as the account has it
 */
public record ConsumerServerLimits(String account, int maxRequestBatch, int maxAckPending, int accountMaxAckPending) {
    /** None. */
    public static final ConsumerServerLimits NONE = new ConsumerServerLimits(0, 0, 0);

    /** Those of an account that has no name. */
    ConsumerServerLimits(int maxRequestBatch, int maxAckPending, int accountMaxAckPending) {
        this("", maxRequestBatch, maxAckPending, accountMaxAckPending);
    }
}
