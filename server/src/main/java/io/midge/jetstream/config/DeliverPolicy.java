package io.midge.jetstream.config;

/** Where a consumer begins. */
public enum DeliverPolicy {
    ALL("all"),
    LAST("last"),
    NEW("new"),
    BY_START_SEQUENCE("by_start_sequence"),
    BY_START_TIME("by_start_time"),
    LAST_PER_SUBJECT("last_per_subject");

    private final String text;

    DeliverPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
