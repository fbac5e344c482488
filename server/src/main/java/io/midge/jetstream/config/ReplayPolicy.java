package io.midge.jetstream.config;

/** How fast a consumer delivers. */
public enum ReplayPolicy {
    INSTANT("instant"),
    ORIGINAL("original");

    private final String text;

    ReplayPolicy(String text) {
        this.text = text;
    }

    /** As JSON has it. */
    public String text() {
        return text;
    }
}
