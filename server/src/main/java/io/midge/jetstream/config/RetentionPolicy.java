package io.midge.jetstream.config;

/** What a stream keeps. */
public enum RetentionPolicy {
    LIMITS("limits"),
    INTEREST("interest"),
    WORKQUEUE("workqueue");

    private final String text;

    RetentionPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
